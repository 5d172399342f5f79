"""A parameter computed from others: `layer.weight` becomes f(original) every time it is read.

    class Symmetric(nn.Module):
        def forward(self, X):
            return X.triu() + X.triu(1).mT

    register_parametrization(layer, "weight", Symmetric())
    layer.weight                                # symmetric
    layer.parametrizations.weight.original      # what is trained

The module's class is replaced by a subclass of its own, in which the name is a property.
Source: torch.nn.utils.parametrize.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from ...autograd import no_grad
from ...nodes import Value
from ..container import ModuleDict, ModuleList
from ..module import Module
from ..parameter import Parameter

Tensor = Any
_cache: dict[tuple[int, str], Any] = {}
_caching = 0


@contextlib.contextmanager
def cached() -> Iterator[None]:
    """Inside the block, a parametrized tensor is computed once."""
    global _caching
    _caching += 1
    try:
        yield
    finally:
        _caching -= 1
        if not _caching:
            _cache.clear()


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, and what they start from.

    original: the tensor that is trained, or original0, original1, … when the first one's
    right_inverse gives several.   Source: torch.nn.utils.parametrize.ParametrizationList.
    """

    def __init__(self, modules: Sequence[Any], original: Tensor, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        new = self._inverted(original)
        self.is_tensor = isinstance(new, Value)
        if not self.is_tensor and not isinstance(new, Sequence):
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got {type(new).__name__}"
            )
        self.ntensors = 1 if self.is_tensor else len(new)
        if self.is_tensor:
            if new is not original:
                original.data = new.detach()
            self._keep("original", original)
        else:
            for i, part in enumerate(new):
                trained = isinstance(original, Parameter)
                self._keep(f"original{i}", Parameter(part) if trained else part)
        if not unsafe:
            check_like(self(), original, "unparametrized {}: ", "parametrized {}: ", "")

    def _keep(self, name: str, tensor: Tensor) -> None:
        trained = isinstance(tensor, Parameter)
        (self.register_parameter if trained else self.register_buffer)(name, tensor)

    def _inverted(self, value: Tensor) -> Any:
        """What the chain would have to start from to give `value`."""
        with no_grad():
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    value = module.right_inverse(value)
        return value

    def right_inverse(self, value: Tensor) -> None:
        """Set the originals so that the parametrized tensor becomes `value`."""
        for module in self:
            if not hasattr(module, "right_inverse"):
                raise RuntimeError(
                    f"parametrization {type(module).__name__} does not implement right_inverse."
                )
        new = self._inverted(value)
        with no_grad():
            if self.is_tensor:
                self.original.data = new.detach()
            else:
                for i, part in enumerate(new):
                    getattr(self, f"original{i}").data = part.detach()

    def forward(self) -> Tensor:
        names = ["original"] if self.is_tensor else [f"original{i}" for i in range(self.ntensors)]
        first, *rest = list(self)
        value = first(*(getattr(self, name) for name in names))
        for module in rest:
            value = module(value)
        return value


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Compute a parameter or buffer from now on as parametrization(original).

    Called again, the new one comes after the others. A method right_inverse makes assignment work.
    Raises ValueError when the parametrization changes shape or dtype (unless unsafe), or when the
    module has no such tensor. Returns the module.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            before = getattr(module, tensor_name)
            fields = (
                f"module.{tensor_name}.{{}}: ",
                f"parametrization(module.{tensor_name}).{{}}: ",
            )
            check_like(parametrization(before), before, *fields, "the ")
        steps: Any = getattr(module.parametrizations, tensor_name)
        steps.append(parametrization)
        steps.unsafe |= unsafe
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element "
            f"with name '{tensor_name}'"
        )
    steps = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        cls = type(module)
        module.__class__ = type(
            f"Parametrized{cls.__name__}", (cls,), {"__module__": cls.__module__}
        )
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, as_property(tensor_name))
    module.parametrizations[tensor_name] = steps
    return module


def as_property(name: str) -> property:
    """The attribute of the new class: read through the parametrizations, written through them."""

    def get(self: Any) -> Tensor:
        steps = self.parametrizations[name]
        if not _caching:
            return steps()
        key = (id(self), name)
        if key not in _cache:
            _cache[key] = steps()
        return _cache[key]

    return property(get, lambda self, value: self.parametrizations[name].right_inverse(value))


def check_like(new: Any, old: Tensor, before: str, after: str, article: str) -> None:
    """Raise ValueError unless a parametrized tensor looks like the one it stands for."""
    if not isinstance(new, Value):
        raise ValueError(f"A parametrization must return a tensor. Got {type(new).__name__}.")
    for what in ("dtype", "shape"):
        was, now = getattr(old, what), getattr(new, what)
        if was != now:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless "
                f"{article}`unsafe` flag is enabled.\n{before.format(what)}{was}\n"
                f"{after.format(what)}{now}"
            )


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """Has the module a parametrization, or one of that name?"""
    steps = getattr(module, "parametrizations", None)
    if not isinstance(steps, ModuleDict):
        return False
    return len(steps) > 0 if tensor_name is None else tensor_name in steps


def remove_parametrizations(
    module: Module, tensor_name: str, leave_parametrized: bool = True
) -> Module:
    """Make the tensor an ordinary one again, with its parametrized or its original value.

    Raises ValueError when it is not parametrized, or the original value is in several tensors.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    steps: Any = module.parametrizations[tensor_name]
    if not steps.is_tensor and not leave_parametrized:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is "
            "parametrized in terms of a sequence of tensors."
        )
    with no_grad():
        value = getattr(module, tensor_name).detach() if leave_parametrized else None
    kept = steps.original if steps.is_tensor else steps.original0
    if value is not None and steps.is_tensor:
        kept.data = value
    elif value is not None:
        kept = Parameter(value) if isinstance(kept, Parameter) else value
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type_before_parametrizations(module, removed=True)
    register = module.register_parameter if isinstance(kept, Parameter) else module.register_buffer
    register(tensor_name, kept)
    return module


def type_before_parametrizations(module: Any, removed: bool = False) -> type:
    """The class that the module had before it was parametrized."""
    return type(module).__bases__[0] if removed or is_parametrized(module) else type(module)
