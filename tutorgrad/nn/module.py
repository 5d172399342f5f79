"""Module: the tree of layers, parameters and buffers that a network is.

    class Net(Module):
        def __init__(self):
            super().__init__()               # makes the empty tree
            self.hidden = Linear(2, 8)       # a child module
            self.scale = Parameter(ones(1))  # a parameter
        def forward(self, x):
            return self.scale * self.hidden(x)

Assigning to an attribute sorts the value into one of three dicts: `_parameters`, `_modules`,
`_buffers`. All else follows from walking that tree: `parameters()`, `state_dict()` (see `state`),
`to()`, `train()`, and the printed form. Calling a module runs its hooks around `forward` (see
`calling`).

Source: torch.nn.Module.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterator
from typing import Any

from .. import compiler, outside
from ..conversion import read_to
from ..creation import empty_like
from ..engine import clear_grad
from ..tensor import Tensor
from ..tensor_types import typename
from . import calling, state
from .parameter import Buffer, Parameter

Named = Iterator[tuple[str, Any]]


def own_init(cls: type) -> None:
    """For `__init_subclass__` of a private base: its children's `__init__` bears their name.

    Python names the function in a TypeError: "Conv2d.__init__() missing 1 required …".
    """
    shared: Any = cls.__init__  # type: ignore[misc]
    if "__init__" not in vars(cls) and cls.__bases__[0].__name__.startswith("_"):
        init = types.FunctionType(
            shared.__code__, shared.__globals__, "__init__", shared.__defaults__, shared.__closure__
        )
        functools.update_wrapper(init, shared)
        init.__kwdefaults__, init.__qualname__ = shared.__kwdefaults__, f"{cls.__name__}.__init__"
        cls.__init__ = init  # type: ignore[misc]


class Module:
    """The base of every network and layer: assign layers and parameters, and write `forward`."""

    training: bool
    _version = 1
    dump_patches = False
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        fields: dict[str, Any] = {"training": True, "_non_persistent_buffers_set": set()}
        for dictionary in ("_parameters", "_buffers", "_modules", *calling.HOOKS, *state.HOOKS):
            fields[dictionary] = {}
        self.__dict__.update(fields)

    # -------------------------------------------------------------------------- attributes

    def __getattr__(self, name: str) -> Any:
        """Called for what is no ordinary attribute: a parameter, buffer or child."""
        for dictionary in ("_parameters", "_buffers", "_modules"):
            found = self.__dict__.get(dictionary)
            if found is not None and name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        """Sort the value into its dict, or keep it as an ordinary attribute."""
        fields = self.__dict__
        if isinstance(value, Parameter):
            if "_parameters" not in fields:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_buffers", "_modules")
            self.register_parameter(name, value)
        elif name in fields.get("_parameters", ()):
            expect(value, None, "parameter", name, "torch.nn.Parameter")
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if "_modules" not in fields:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_parameters", "_buffers")
            fields["_modules"][name] = value
        elif name in fields.get("_modules", ()):
            expect(value, None, "child module", name, "torch.nn.Module")
            fields["_modules"][name] = value
        elif isinstance(value, Buffer) or name in fields.get("_buffers", ()):
            expect(value, Tensor, "buffer", name, "torch.nn.Buffer, torch.Tensor")
            kept = name not in self._non_persistent_buffers_set
            self.register_buffer(name, value, getattr(value, "persistent", kept))
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name: str, *dictionaries: str) -> None:
        """Remove a name from the ordinary attributes and from some of the dicts."""
        self.__dict__.pop(name, None)
        for dictionary in dictionaries:
            self.__dict__[dictionary].pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name: str) -> None:
        for dictionary in (self._parameters, self._buffers, self._modules):
            if name in dictionary:
                del dictionary[name]
                self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *self._parameters, *self._modules, *self._buffers}
        return sorted(name for name in names if not name[:1].isdigit())

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under a name; None is a parameter that this module does without.

        Raises TypeError unless it is a Parameter, KeyError for a name that is taken or no name,
        ValueError for a computed tensor, AttributeError before `super().__init__()`.
        """
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that belongs to the state without being trained.

        persistent=False keeps it out of `state_dict()`. Raises as `register_parameter` does.
        """
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (set.discard if persistent else set.add)(self._non_persistent_buffers_set, name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a child under a name. Raises TypeError unless it is a Module, KeyError for names."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, self._modules)
        self._modules[name] = module

    register_module = add_module

    def _check_name(self, kind: str, name: str, dictionary: dict[str, Any]) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {typename(name)}")
        if hasattr(self, name) and name not in dictionary:
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            got = f", got: {name}" if kind == "module" else ""
            raise KeyError(f'{kind} name can\'t contain "."{got}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')

    # ------------------------------------------------------------------------ walking the tree

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Named:
        """This module and all below, parents first, as (path, module)."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self._modules.items():
            if child is not None:
                path = f"{prefix}.{name}" if prefix else name
                yield from child.named_modules(memo, path, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        """This module and all below, each once."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Named:
        """The direct children as (name, module), each once."""
        seen = set()
        for name, child in self._modules.items():
            if child is not None and child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        """The direct children."""
        return (child for _, child in self.named_children())

    def _named_members(
        self, of: Callable[[Any], Any], prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Named:
        """(path, tensor) of what `of(module)` lists, over the tree or this module alone."""
        seen = set()
        tree = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in tree if recurse else [(prefix, self)]:
            for name, member in of(module):
                if member is None or member in seen:
                    continue
                if remove_duplicate:
                    seen.add(member)
                yield f"{path}.{name}" if path else name, member

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Named:
        """(path, parameter), such as ("hidden.weight", …); a shared parameter comes once."""
        return self._named_members(
            lambda module: module._parameters.items(), prefix, recurse, remove_duplicate
        )

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """All parameters: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Named:
        """(path, buffer)."""
        return self._named_members(
            lambda module: module._buffers.items(), prefix, recurse, remove_duplicate
        )

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """All buffers."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Any:
        """The module at a path such as "encoder.0". Raises AttributeError when there is none."""
        module: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put a module at a path, in place of the one there; strict: there must be one.

        Raises ValueError for no path or no module, AttributeError where the path leads nowhere.
        """
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        if strict or hasattr(owner, name):
            owner.get_submodule(name)
        setattr(owner, name, module)

    def get_parameter(self, target: str) -> Any:
        """The parameter at a path. Raises AttributeError when there is none."""
        return self._member(target, lambda owner, name, found: isinstance(found, Parameter),
                            "an nn.Parameter")  # fmt: skip

    def get_buffer(self, target: str) -> Any:
        """The buffer at a path. Raises AttributeError when there is none."""
        return self._member(target, lambda owner, name, found: name in owner._buffers, "a buffer")

    def _member(self, target: str, fits: Callable[..., bool], kind: str) -> Any:
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        if not hasattr(owner, name):
            raise AttributeError(f"{owner._get_name()} has no attribute `{name}`")
        found = getattr(owner, name)
        if not fits(owner, name, found):
            raise AttributeError(f"`{name}` is not {kind}")
        return found

    # -------------------------------------------------------------------- changing everything

    def apply(self, fn: Callable[[Module], None]) -> Any:
        """Call `fn` on every module, children first: a way to initialise. Returns self."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Any:
        """Replace the contents of parameters, gradients and buffers by `fn` of them."""
        for child in self.children() if recurse else ():
            child._apply(fn)
        for parameter in self._parameters.values():
            if parameter is not None:
                parameter.data = fn(parameter.data)
                if parameter.grad is not None:
                    parameter.grad.data = fn(parameter.grad.data)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **keywords: Any) -> Any:
        """Move or cast parameters and buffers, in place: `to(device)`, `to(dtype)`, both.

        Integer buffers keep their dtype. Raises TypeError for an integer dtype. Returns self.
        """
        device, dtype, _ = read_to(args, keywords)
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                f"dtype={dtype}"
            )
        return self._apply(
            lambda t: t.to(device=device, dtype=dtype if t.is_floating_point() else None)
        )

    def cpu(self) -> Any:
        """`to("cpu")`."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device: Any = None) -> Any:
        """`to("cuda")`, or to a given CUDA device."""
        return self._apply(lambda t: t.cuda(device))

    def type(self, dst_type: Any) -> Any:
        """Cast every parameter and buffer, integer ones too."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Any:
        """Floating parameters and buffers as float32."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self) -> Any:
        """Floating parameters and buffers as float64."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self) -> Any:
        """Floating parameters and buffers as float16."""
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def bfloat16(self) -> Any:
        """Raises NotImplementedError: NumPy has no bfloat16."""
        outside.refuse("torch.nn.Module.bfloat16", outside.NARROW)

    def to_empty(self, *, device: Any, recurse: bool = True) -> Any:
        """Parameters and buffers of the same shapes on a device, their values not set."""
        return self._apply(lambda t: empty_like(t, device=device), recurse)

    def share_memory(self) -> Any:
        """Returns self: tutorgrad's worker processes get copies."""
        return self

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Nothing but a warning that says so: calls stay as they are."""
        compiler.compile(self, *args, **kwargs)

    def train(self, mode: bool = True) -> Any:
        """Set `training` here and below: dropout and batch norm act by it. Returns self."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Any:
        """`train(False)`: the mode for using the network."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Train all parameters, or (False) freeze them. Returns self."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop every parameter's gradient, or (set_to_none=False) fill it with zeros."""
        for parameter in self.parameters():
            clear_grad(parameter, set_to_none)

    # ------------------------------------------------------------------------- saved state

    state_dict = state.state_dict
    load_state_dict = state.load_state_dict
    get_extra_state: Callable[..., Any] = state.get_extra_state
    set_extra_state: Callable[..., None] = state.set_extra_state
    _save_to_state_dict = state.save_own
    _load_from_state_dict = state.load_own
    register_state_dict_pre_hook = state.register_state_dict_pre_hook
    register_state_dict_post_hook = _register_state_dict_hook = state.register_state_dict_post_hook
    register_load_state_dict_pre_hook = state.register_load_state_dict_pre_hook
    _register_load_state_dict_pre_hook = state._register_load_state_dict_pre_hook
    register_load_state_dict_post_hook = state.register_load_state_dict_post_hook

    # ----------------------------------------------------------------------------- calling

    def _no_forward(self, *input: Any) -> Any:
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    forward: Callable[..., Any] = _no_forward
    __call__: Callable[..., Any] = calling.call
    register_forward_pre_hook = calling.register_forward_pre_hook
    register_forward_hook = calling.register_forward_hook
    register_full_backward_pre_hook = calling.register_full_backward_pre_hook
    register_full_backward_hook = calling.register_full_backward_hook
    register_backward_hook = calling.register_full_backward_hook  # the older name

    # ---------------------------------------------------------------------------- printing

    def _get_name(self) -> str:
        return self.__class__.__name__

    def extra_repr(self) -> str:
        """What stands in the brackets of the printed form; layers tell their sizes here."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        rows = extra.split("\n") if extra else []
        children = [f"({name}): {indented(repr(m))}" for name, m in self._modules.items()]
        if not children and len(rows) < 2:
            return f"{self._get_name()}({extra})"
        return "\n  ".join([f"{self._get_name()}(", *rows, *children]) + "\n)"


def indented(text: str) -> str:
    """Every line but the first moved in by two spaces."""
    return text.replace("\n", "\n  ")


def expect(value: Any, kind: type | None, role: str, name: str, wanted: str) -> None:
    """Raise TypeError for a value that cannot take over a parameter's, child's or buffer's name."""
    if value is not None and (kind is None or not isinstance(value, kind)):
        raise TypeError(f"cannot assign '{typename(value)}' as {role} '{name}' ({wanted} or None "
                        "expected)")  # fmt: skip
