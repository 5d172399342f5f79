"""`torch.optim`: update rules. `optimizer` is what they share; each rule is one equation."""

# isort: off
# fmt: off
from .adam import Adam
from .adamw import AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = [
    "Adam", "AdamW", "Optimizer", "SGD",
]
