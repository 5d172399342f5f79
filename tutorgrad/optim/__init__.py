"""`torch.optim`: update rules. `optimizer` is what they share; each rule is one equation."""

from .adam import Adam
from .adamw import AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer"]
