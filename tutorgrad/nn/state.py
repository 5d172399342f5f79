"""A module's state as a flat dict, and back: `state_dict()` and `load_state_dict()`.

The keys are paths ("hidden.weight"), the values detached tensors that share the memory of the
parameters and persistent buffers.
"""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from ..autograd import no_grad
from ..hooks import RemovableHandle
from ..nodes import Value
from .parameter import Parameter

HOOKS = (
    "_state_dict_pre_hooks",
    "_state_dict_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)
EXTRA = "_extra_state"


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` returns: keys that were missing, and keys that nobody wanted."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


# ---------------------------------------------------------------------------------- saving


def state_dict(
    self: Any, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
) -> Any:
    """The parameters and persistent buffers by their paths, as an OrderedDict.

    The tensors share memory with the module: clone them to keep a snapshot. keep_vars=True gives
    the Parameters themselves.   Source: torch.nn.Module.state_dict.
    """
    if destination is None:
        destination = OrderedDict()
        destination._metadata = OrderedDict()  # each module's version of its format
    local = {"version": self._version}
    if hasattr(destination, "_metadata"):
        destination._metadata[prefix[:-1]] = local
    for hook in tuple(self._state_dict_pre_hooks.values()):
        hook(self, prefix, keep_vars)
    self._save_to_state_dict(destination, prefix, keep_vars)
    for name, child in self._modules.items():
        if child is not None:
            child.state_dict(
                destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars
            )
    for hook in tuple(self._state_dict_hooks.values()):
        replaced = hook(self, destination, prefix, local)
        destination = destination if replaced is None else replaced
    return destination


def save_own(self: Any, destination: Any, prefix: str, keep_vars: bool) -> None:
    """Put this module's own tensors into the dict; a layer with more state overrides this."""
    for name, tensor in own_state(self).items():
        destination[prefix + name] = tensor if keep_vars else tensor.detach()
    if type(self).get_extra_state is not get_extra_state:
        destination[prefix + EXTRA] = self.get_extra_state()


def get_extra_state(self: Any) -> Any:
    """What a module saves besides tensors; define it together with `set_extra_state`."""
    raise RuntimeError(f"{type(self).__name__} defines no get_extra_state()")


def set_extra_state(self: Any, state: Any) -> None:
    """Take back what `get_extra_state` gave."""
    raise RuntimeError(f"{type(self).__name__} defines no set_extra_state()")


def own_state(module: Any) -> dict[str, Any]:
    """The parameters and persistent buffers of one module, without its children."""
    buffers = module._buffers.items()
    kept = {n: b for n, b in buffers if n not in module._non_persistent_buffers_set}
    return {n: t for n, t in {**module._parameters, **kept}.items() if t is not None}


# --------------------------------------------------------------------------------- loading


def load_state_dict(
    self: Any, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
) -> _IncompatibleKeys:
    """Copy saved values into the parameters and buffers.

    strict: missing or unexpected keys are errors.   assign: put the given tensors in place of the
    module's own instead of copying (they bring their dtype along).
    Returns (missing_keys, unexpected_keys). Raises TypeError for what is no dict, RuntimeError
    that lists everything that does not fit.   Source: torch.nn.Module.load_state_dict.
    """
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    metadata = getattr(state_dict, "_metadata", {})
    missing: list[str] = []
    unexpected: list[str] = []
    errors: list[str] = []
    given = dict(state_dict)

    def load(module: Any, state: dict[str, Any], prefix: str) -> None:
        local = {**metadata.get(prefix[:-1], {}), "assign_to_params_buffers": assign}
        module._load_from_state_dict(state, prefix, local, True, missing, unexpected, errors)
        for name, child in module._modules.items():
            if child is not None:
                path = f"{prefix}{name}."
                load(child, {k: v for k, v in state.items() if k.startswith(path)}, path)
        result = _IncompatibleKeys(missing, unexpected)
        for hook in tuple(module._load_state_dict_post_hooks.values()):
            if hook(module, result) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected "
                    "to return new values, if incompatible_keys need to be modified, it should be "
                    "done inplace."
                )

    load(self, given, "")
    if strict and unexpected:
        errors.insert(0, f"Unexpected key(s) in state_dict: {quoted(unexpected)}. ")
    if strict and missing:
        errors.insert(0, f"Missing key(s) in state_dict: {quoted(missing)}. ")
    if errors:
        lines = "\n\t".join([f"Error(s) in loading state_dict for {type(self).__name__}:", *errors])
        raise RuntimeError(lines)
    return _IncompatibleKeys(missing, unexpected)


def load_own(
    self: Any,
    state_dict: dict[str, Any],
    prefix: str,
    local_metadata: dict[str, Any],
    strict: bool,
    missing_keys: list[str],
    unexpected_keys: list[str],
    error_msgs: list[str],
) -> None:
    """Load this module's own tensors; what does not fit goes into the three lists."""
    for hook in tuple(self._load_state_dict_pre_hooks.values()):
        hook(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys,
             error_msgs)  # fmt: skip
    for name, tensor in own_state(self).items():
        key = prefix + name
        if key not in state_dict:
            missing_keys.append(key)
            continue
        problem = copy_into(self, name, tensor, state_dict[key], key, local_metadata)
        if problem:
            error_msgs.append(problem)
    takes_extra = type(self).set_extra_state is not set_extra_state
    if takes_extra and prefix + EXTRA in state_dict:
        self.set_extra_state(state_dict[prefix + EXTRA])
    elif takes_extra:
        missing_keys.append(prefix + EXTRA)
    for key in state_dict:
        if key.startswith(prefix):
            name, _, below = key[len(prefix) :].partition(".")
            own = name in own_state(self) if not below else name in self._modules
            own = own or takes_extra and name == EXTRA
            if not own:
                unexpected_keys.append(key)


def copy_into(
    module: Any, name: str, tensor: Any, given: Any, key: str, metadata: dict[str, Any]
) -> str:
    """Write one saved value into a parameter or buffer; says what is wrong, or ""."""
    if not isinstance(given, Value):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like '
            f"object from checkpoint but received {type(given)}"
        )
    source: Any = given
    if tensor.shape == () and len(source.shape) == 1:
        source = source[0]  # a number used to be saved as one element
    if source.shape != tensor.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {source.shape} from checkpoint, "
            f"the shape in current model is {tensor.shape}."
        )
    if not metadata.get("assign_to_params_buffers"):
        with no_grad():
            tensor.copy_(source)
    elif isinstance(tensor, Parameter) and not isinstance(source, Parameter):
        setattr(module, name, Parameter(source, tensor.requires_grad))
    else:
        setattr(module, name, source.requires_grad_(tensor.requires_grad))
    return ""


def quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


# ----------------------------------------------------------------------------------- hooks


def register_state_dict_pre_hook(self: Any, hook: Callable[..., None]) -> RemovableHandle:
    """Call `hook(module, prefix, keep_vars)` before `state_dict()` collects."""
    return RemovableHandle(self._state_dict_pre_hooks, hook)


def register_state_dict_post_hook(self: Any, hook: Callable[..., None]) -> RemovableHandle:
    """Call `hook(module, state_dict, prefix, local_metadata)`; it may change the dict."""
    return RemovableHandle(self._state_dict_hooks, hook)


def _register_load_state_dict_pre_hook(
    self: Any, hook: Callable[..., None], with_module: bool = False
) -> RemovableHandle:
    """The older form, called as `hook(state_dict, prefix, …)` unless with_module."""
    call = hook if with_module else lambda module, *rest: hook(*rest)
    return RemovableHandle(self._load_state_dict_pre_hooks, call)


def register_load_state_dict_pre_hook(self: Any, hook: Callable[..., None]) -> RemovableHandle:
    """Call `hook(module, state_dict, prefix, …)` before this module loads; it may change it."""
    return RemovableHandle(self._load_state_dict_pre_hooks, hook)


def register_load_state_dict_post_hook(self: Any, hook: Callable[..., None]) -> RemovableHandle:
    """Call `hook(module, incompatible_keys)` after this module has loaded."""
    return RemovableHandle(self._load_state_dict_post_hooks, hook)
