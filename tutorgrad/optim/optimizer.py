"""Optimizer: what all update rules share, so that a rule is its equation and nothing else.

Parameters stand in groups; a group is a dict of its parameters ("params") and its options ("lr",
…). `state` holds what a rule remembers about each parameter between steps. A rule is one method:

    class Plain(Optimizer):
        def __init__(self, params, lr, weight_decay=0, maximize=False):
            super().__init__(params, named(locals(), "lr weight_decay maximize"))
        def update(self, param, grad, group):
            param.add_(grad, alpha=-group["lr"])

`grad` comes with the options "maximize" and "weight_decay" already applied (`descent`). The rules
here write their formulas on the arrays themselves, which is faster: see `formulas`.
"""

from __future__ import annotations

import functools
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import numpy as np

from ..autograd import enable_grad, no_grad
from ..creation import tensor, zeros_like
from ..dtypes import float32, float64, get_default_dtype
from ..engine import clear_grad
from ..hooks import RemovableHandle
from ..taping import host_call, refuse
from ..tensor import Tensor
from ..tensor_types import typename
from .formulas import parts

Group = dict[str, Any]
Params = Iterable[Any]

STEP_HOOKS = ("_optimizer_step_pre_hooks", "_optimizer_step_post_hooks")
HOOKS = (
    *STEP_HOOKS,
    *("_optimizer_state_dict_pre_hooks", "_optimizer_state_dict_post_hooks"),
    *("_optimizer_load_state_dict_pre_hooks", "_optimizer_load_state_dict_post_hooks"),
)
ALL_STEPS: dict[str, dict[int, Any]] = {name: {} for name in STEP_HOOKS}  # of every optimizer


def hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """A `step` that runs the optimizer's hooks before and after."""

    @host_call
    @functools.wraps(step)
    def run(*args: Any, **kwargs: Any) -> Any:
        self = args[0]
        if "_opt_called" in self.__dict__:  # a learning rate scheduler wants to know
            self._opt_called = True
        for hook in (*ALL_STEPS[STEP_HOOKS[0]].values(), *getattr(self, STEP_HOOKS[0]).values()):
            replaced = hook(self, args, kwargs)
            if replaced is not None:
                if not isinstance(replaced, tuple) or len(replaced) != 2:
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got "
                        f"{replaced}."
                    )
                args, kwargs = replaced
        result = step(*args, **kwargs)
        for hook in (*getattr(self, STEP_HOOKS[1]).values(), *ALL_STEPS[STEP_HOOKS[1]].values()):
            hook(self, args, kwargs)
        return result

    run.hooked = True  # type: ignore[attr-defined]
    return run


NOT_CAPTURABLE = (
    "If capturable=True, params{} and state_steps must be on supported devices: "
    "['cuda', 'xpu', 'hpu', 'privateuseone', 'xla']."
)


class Optimizer:
    """The base of all optimizers.

    params: an iterable of Tensors, of (name, Tensor) pairs, or of groups; a group's own options
    stand above `defaults`. Raises TypeError for what is no tensor, ValueError for an empty list, a
    computed tensor, or a parameter in two groups.
    Source: torch.optim.Optimizer.
    """

    _kept_in_steps = ""  # what the error about `capturable` names besides

    def __init__(self, params: Any, defaults: Group) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {typename(params)}"
            )
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._make_room_for_hooks()
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)
        check_speed_options(type(self).__name__, defaults)

    def __init_subclass__(cls) -> None:
        if "step" in cls.__dict__:
            cls.step = hooked(cls.__dict__["step"])  # type: ignore[method-assign]

    def _make_room_for_hooks(self) -> None:
        for name in HOOKS:
            self.__dict__.setdefault(name, {})

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
            if not (param.is_leaf or param.retains_grad):
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
        if any(("param_names" in group) != bool(names) for group in self.param_groups):
            raise ValueError(
                "all optimizer param groups should be with/without names. cannot add param group "
                f"{'with' if names else 'without'} names to the optimizer"
            )
        if any(set(params) & set(group["params"]) for group in self.param_groups):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    # ------------------------------------------------------------------------------- stepping

    def update(self, param: Any, grad: Any, group: Group) -> None:
        """The rule: change `param` in place, by its `descent` and the options of its group.

        Runs under no_grad. Subclasses write it.
        """
        raise NotImplementedError

    def descent(self, param: Any, group: Group) -> Any:
        """The gradient as the rule descends it.

        maximize: turned round.   weight_decay: the weights' share is added, the gradient of
        ½ weight_decay · |w|²; decoupled_weight_decay: the weights shrink by themselves instead.
        """
        grad, decay = param.grad, group.get("weight_decay", 0)
        if group.get("maximize"):
            grad = -grad
        if decay == 0:
            return grad
        if group.get("decoupled_weight_decay"):
            for w, _ in parts(param, grad):
                w *= 1 - number(rate(group) * decay)
            return grad
        return grad.add(param, alpha=number(decay))

    def memory(self, param: Any, *names: str, **scalars: float) -> list[Any]:
        """What the rule remembers of a parameter: the number of its steps, this one included, and
        the tensors of these names, which begin as zeros like the parameter.

        scalars: numbers that the state keeps besides, and their first values.
        """
        state = self.state[param]
        if not state:
            for name, value in {"step": 0.0, **scalars}.items():
                state[name] = scalar(value)
            for name in names:
                state[name] = zeros_like(param)
        step = state["step"]
        step.array += 1
        step.version[0] += 1
        return [step.item(), *[state[name] for name in names]]

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
        with no_grad(), np.errstate(all="ignore"):
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        if group.get("capturable") and param.device.type == "cpu":
                            raise AssertionError(NOT_CAPTURABLE.format(self._kept_in_steps))
                        self.update(param, self.descent(param, group), group)
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
        return RemovableHandle(getattr(self, HOOKS[0]), hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return RemovableHandle(getattr(self, HOOKS[1]), hook)

    def register_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer)` before `state_dict`."""
        return RemovableHandle(getattr(self, HOOKS[2]), hook, first=prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` after `state_dict`; may return another one."""
        return RemovableHandle(getattr(self, HOOKS[3]), hook, first=prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` before loading; may return another state_dict."""
        return RemovableHandle(getattr(self, HOOKS[4]), hook, first=prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer)` after loading."""
        return RemovableHandle(getattr(self, HOOKS[5]), hook, first=prepend)

    def _through_hooks(self, which: str, state_dict: dict[str, Any]) -> dict[str, Any]:
        for hook in tuple(getattr(self, which).values()):
            replaced = hook(self, state_dict)
            state_dict = state_dict if replaced is None else replaced
        return state_dict

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
        for hook in tuple(getattr(self, HOOKS[2]).values()):
            hook(self)
        numbers = self._numbers()
        groups = [
            {
                **{name: value for name, value in group.items() if name != "params"},
                "params": [numbers[param] for param in group["params"]],
            }
            for group in self.param_groups
        ]
        state = {numbers.get(param, param): memory for param, memory in self.state.items()}
        return self._through_hooks(HOOKS[3], {"state": state, "param_groups": groups})

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a saved state and its options; tensors are copied to the parameters' dtypes.

        Raises ValueError when the groups differ in number or size.
        """
        saved = self._through_hooks(HOOKS[4], state_dict.copy())
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
            name: param
            for own, new in pairs
            for param, name in zip(own["params"], new["params"], strict=True)
        }
        state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        for key, values in saved["state"].items():
            param = params.get(key)
            state[key if param is None else param] = (
                values if param is None else fitted(values, param)
            )
        for own, new in pairs:
            new["params"] = own["params"]
            if "param_names" in own:
                new.setdefault("param_names", own["param_names"])
        self.__setstate__({"state": state, "param_groups": groups})
        for hook in tuple(getattr(self, HOOKS[5]).values()):
            hook(self)

    def __getstate__(self) -> dict[str, Any]:
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_room_for_hooks()

    def __repr__(self) -> str:
        refuse("the text of an optimizer shows settings that may change")
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


def fitted(value: Any, param: Any, name: str = "") -> Any:
    """A saved value for a parameter: tensors in its dtype and on its device, copied."""
    if isinstance(value, Tensor):
        if name == "step" or not param.is_floating_point():
            return value.clone()
        return value.detach().to(param.device, param.dtype, copy=True)
    if isinstance(value, dict):
        return {name: fitted(entry, param, name) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(fitted(entry, param) for entry in value)
    return deepcopy(value)


def rate(group: Group) -> Any:
    """The learning rate of a group: a number, or a tensor without dimensions."""
    lr = group["lr"]
    return lr.detach().squeeze() if isinstance(lr, Tensor) else lr


def number(value: Any) -> Any:
    """A plain number from a number or a tensor with one element."""
    return value.item() if isinstance(value, Tensor) else value


def scalar(value: float) -> Tensor:
    """A number as states keep it: float64 where that is the default dtype, else float32."""
    wide = get_default_dtype() is float64
    return tensor(float(value), dtype=float64 if wide else float32)


# ------------------------------------------------------------------------------- options


def named(arguments: dict[str, Any], names: str) -> Group:
    """Some of a constructor's arguments, `locals()`, as the options of a rule."""
    return {name: arguments[name] for name in names.split()}


def check(arguments: dict[str, Any], names: str = "lr eps betas weight_decay") -> None:
    """Raise PyTorch's ValueError for the first of some options that is out of range."""
    if isinstance(arguments["lr"], Tensor) and arguments["lr"].numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    words = {"lr": "learning rate", "eps": "epsilon value"}
    for name in names.split():
        value = arguments[name]
        if name == "betas":
            for i in range(2):
                if not 0.0 <= value[i] < 1.0:
                    raise ValueError(f"Invalid beta parameter at index {i}: {value[i]}")
        elif not 0.0 <= value:
            raise ValueError(f"Invalid {words.get(name, f'{name} value')}: {value}")


def check_speed_options(rule: str, options: Group) -> None:
    """`foreach` and `fused` choose faster kernels elsewhere and change nothing here; but PyTorch's
    RuntimeErrors for the combinations that exclude each other are kept."""
    if options.get("fused"):
        if options["differentiable"]:
            raise RuntimeError("`fused` does not support `differentiable`")
        if options["foreach"]:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
    if options.get("differentiable"):
        raise NotImplementedError(
            f"{rule}(differentiable=True) is outside tutorgrad: write the update as "
            "w = w - lr * grad, with grad from autograd.grad(create_graph=True)"
        )


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(optimizer, args, kwargs)` before each step of every optimizer."""
    return RemovableHandle(ALL_STEPS[STEP_HOOKS[0]], hook)


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(optimizer, args, kwargs)` after each step of every optimizer."""
    return RemovableHandle(ALL_STEPS[STEP_HOOKS[1]], hook)
