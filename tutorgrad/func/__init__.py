"""`torch.func`: functions in, derivatives and batched functions out."""

from ..nn.stateless import functional_call
from ..outside import missing as _missing
from .batching import vmap
from .ensembles import stack_module_state
from .transforms import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "stack_module_state",
    "vjp",
    "vmap",
]

__getattr__ = _missing("func")
