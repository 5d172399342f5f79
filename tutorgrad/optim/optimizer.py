"""Optimizer: what all update rules share, so that a rule is its equation and nothing else.

Parameters stand in groups; a group is a dict of its parameters ("params") and its options ("lr",
…). `state` holds what a rule remembers about each parameter between steps. A rule is one method:

    class Plain(Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})
        def update(self, param, grad, group):
            param.add_(grad, alpha=-group["lr"])
"""

from __future__ import annotations

import functools
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ..autograd import enable_grad, no_grad
from ..engine import clear_grad
from ..hooks import RemovableHandle
from ..tensor import Tensor
from ..tensor_types import typename

Group = dict[str, Any]


def hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """A `step` that runs the optimizer's hooks before and after."""

    @functools.wraps(step)
    def run(*args: Any, **kwargs: Any) -> Any:
        self = args[0]
        for hook in tuple(self._optimizer_step_pre_hooks.values()):
            replaced = hook(self, args, kwargs)
            if replaced is not None:
                if not isinstance(replaced, tuple) or len(replaced) != 2:
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got "
                        f"{replaced}."
                    )
                args, kwargs = replaced
        result = step(*args, **kwargs)
        for hook in tuple(self._optimizer_step_post_hooks.values()):
            hook(self, args, kwargs)
        return result

    return run


class Optimizer:
    """The base of all optimizers.

    params: an iterable of Tensors, of (name, Tensor) pairs, or of groups; a group's own options
    stand above `defaults`. Raises TypeError for what is no tensor, ValueError for an empty list, a
    computed tensor, or a parameter in two groups.
    Source: torch.optim.Optimizer.
    """

    def __init__(self, params: Any, defaults: Group) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {typename(params)}"
            )
        if defaults.get("differentiable"):
            raise NotImplementedError(
                f"{type(self).__name__}(differentiable=True) is outside tutorgrad: write the "
                "update as w = w - lr * grad, with grad from autograd.grad(create_graph=True)"
            )
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._forget_hooks()
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def __init_subclass__(cls) -> None:
        if "step" in cls.__dict__:
            cls.step = hooked(cls.__dict__["step"])  # type: ignore[method-assign]

    def _forget_hooks(self) -> None:
        self._optimizer_step_pre_hooks: dict[int, Any] = {}
        self._optimizer_step_post_hooks: dict[int, Any] = {}

    def add_param_group(self, param_group: Group) -> None:
        """Add a group: `{"params": …, "lr": …}`. Options that are left out are the defaults.

        Raises as the constructor does.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params, names = read_params(param_group["params"])
        param_group["params"] = params
        if names:
            param_group["param_names"] = names
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{typename(param)}"
                )
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        if len(set(params)) < len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information",
                stacklevel=3,
            )
        if any(set(params) & set(group["params"]) for group in self.param_groups):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    # ------------------------------------------------------------------------------- stepping

    def update(self, param: Any, grad: Any, group: Group) -> None:
        """The rule: change `param` in place, by its gradient and the options of its group.

        Runs under no_grad. Subclasses write it.
        """
        raise NotImplementedError

    @hooked
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient.

        closure: a function that computes the loss (and the gradients) anew; its result is
        returned.   Source: torch.optim.Optimizer.step.
        """
        if type(self).update is Optimizer.update:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        self.update(param, param.grad, group)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop every gradient, or (set_to_none=False) fill it with zeros.

        Backward adds to `.grad`, so each training step starts with this.
        """
        for group in self.param_groups:
            for param in group["params"]:
                clear_grad(param, set_to_none)

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; may return (args, kwargs)."""
        return RemovableHandle(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return RemovableHandle(self._optimizer_step_post_hooks, hook)

    # ---------------------------------------------------------------------------- saved state

    def _numbers(self) -> dict[Any, int]:
        """Parameters numbered through all groups: what a saved state calls them."""
        params = (param for group in self.param_groups for param in group["params"])
        numbers: dict[Any, int] = {}
        for param in params:
            numbers.setdefault(param, len(numbers))
        return numbers

    def state_dict(self) -> dict[str, Any]:
        """{"state": …, "param_groups": …} with numbers in place of the parameters."""
        numbers = self._numbers()
        groups = [
            {
                **{name: value for name, value in group.items() if name != "params"},
                "params": [numbers[param] for param in group["params"]],
            }
            for group in self.param_groups
        ]
        return {"state": {numbers[p]: s for p, s in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a saved state and its options; tensors are copied to the parameters' dtypes.

        Raises ValueError when the groups differ in number or size.
        """
        saved = state_dict.copy()
        groups = deepcopy(saved["param_groups"])
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        pairs = list(zip(self.param_groups, groups, strict=True))
        if any(len(own["params"]) != len(new["params"]) for own, new in pairs):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of "
                "optimizer's group"
            )
        params = {
            number: param
            for own, new in pairs
            for param, number in zip(own["params"], new["params"], strict=True)
        }
        state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        for number, values in saved["state"].items():
            param = params[number]
            state[param] = {name: fitted(name, v, param) for name, v in values.items()}
        names = [own.get("param_names") for own in self.param_groups]
        for (own, new), kept in zip(pairs, names, strict=True):
            new["params"] = own["params"]
            if kept is not None:
                new["param_names"] = kept
        self.__setstate__({"state": state, "param_groups": groups})

    def __getstate__(self) -> dict[str, Any]:
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if "_optimizer_step_pre_hooks" not in self.__dict__:
            self._forget_hooks()

    def __repr__(self) -> str:
        rows = [f"{type(self).__name__} ("]
        for i, group in enumerate(self.param_groups):
            rows.append(f"{chr(10) if i else ''}Parameter Group {i}")
            rows += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*rows, ")"])


def read_params(given: Any) -> tuple[list[Any], list[str]]:
    """The parameters of a group and, if they came as (name, parameter) pairs, their names."""
    if isinstance(given, Tensor):
        return [given], []
    if isinstance(given, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering "
            "of tensors in sets will change between runs. Please use a list instead."
        )
    row = list(given)
    named = [isinstance(entry, tuple) for entry in row]
    if not any(named):
        return row, []
    if not all(named):
        raise ValueError(
            "all optimizer params should be with/without names. Some param names are missing"
        )
    return [param for _, param in row], [name for name, _ in row]


def fitted(name: str, value: Any, param: Any) -> Any:
    """A saved value for a parameter: tensors in its dtype and on its device, copied."""
    if isinstance(value, Tensor):
        if name == "step" or not param.is_floating_point():
            return value.clone()
        return value.detach().to(param.device, param.dtype, copy=True)
    return deepcopy(value)


def not_negative(what: str, value: Any) -> None:
    """Raise PyTorch's ValueError for an option below 0."""
    if not 0.0 <= value:
        raise ValueError(f"Invalid {what}: {value}")


def check_speed_options(options: Group) -> None:
    """`foreach` and `fused` choose faster kernels elsewhere and change nothing here; but PyTorch's
    RuntimeErrors for the combinations that exclude each other are kept."""
    if options["fused"] and options["differentiable"]:
        raise RuntimeError("`fused` does not support `differentiable`")
    if options["fused"] and options["foreach"]:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def number(value: Any) -> Any:
    """A plain number from a number or a tensor with one element."""
    return value.item() if isinstance(value, Tensor) else value


Params = Iterable[Any]
