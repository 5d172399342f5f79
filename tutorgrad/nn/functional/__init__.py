"""`torch.nn.functional`: layers and losses as plain functions, without parameters of their own."""

# isort: off
# fmt: off
from ...ops.nn.activation import gelu, logsigmoid
from .activation import (
    elu, leaky_relu, log_softmax, normalize, relu, sigmoid, silu, softmax, softplus, tanh,
)
from .dropout import dropout
from .linear import linear, one_hot
from .loss import (
    binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, l1_loss, mse_loss,
    nll_loss,
)

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "dropout", "elu",
    "gelu", "l1_loss", "leaky_relu", "linear", "log_softmax", "logsigmoid", "mse_loss", "nll_loss",
    "normalize", "one_hot", "relu", "sigmoid", "silu", "softmax", "softplus", "tanh",
]
