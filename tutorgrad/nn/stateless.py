"""Call a module with other parameters than its own: the network as a function of its weights.

Source: torch.func.functional_call.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from .module import Module


def functional_call(
    module: Module,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """module(*args, **kwargs) with the given tensors in place of its parameters and buffers.

    parameter_and_buffer_dicts: one dict {path: tensor}, or several with different keys.
    args: a tuple; anything else is the one argument.   tie_weights: what shares a tensor shares the
    replacement.   strict: every parameter and buffer must be given.
    Gradients flow to the given tensors; the module is unchanged afterwards.
    Raises RuntimeError (strict) or AttributeError for keys, ValueError for a tied key given twice.
    """
    if isinstance(parameter_and_buffer_dicts, Mapping):
        given = dict(parameter_and_buffer_dicts)
    else:
        given = merged(parameter_and_buffer_dicts)
    positional = () if args is None else args if isinstance(args, tuple) else (args,)
    with replaced(module, given, tie_weights, strict):
        return module(*positional, **(kwargs or {}))


def merged(dicts: Any) -> dict[str, Any]:
    """Several dicts as one. Raises ValueError for anything else, or a key that comes twice."""
    if not isinstance(dicts, list | tuple) or not all(isinstance(d, dict) for d in dicts):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(dicts)}"
        )
    keys = [key for d in dicts for key in d]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"{twice} appeared in multiple dictionaries; behavior of functional call "
                         "is ambiguous")  # fmt: skip
    return {key: value for d in dicts for key, value in d.items()}


@contextlib.contextmanager
def replaced(
    module: Module, given: dict[str, Any], tie_weights: bool, strict: bool
) -> Iterator[None]:
    """The module with other tensors, for the time of a block."""
    own = dict(module.named_parameters(remove_duplicate=False))
    own.update(module.named_buffers(remove_duplicate=False))
    if strict:
        check_keys(module, given, set(own))
    if tie_weights:
        given = tied(given, own)
    homes = []
    for path, tensor in given.items():
        parent, _, name = path.rpartition(".")
        home: Any = module.get_submodule(parent)
        kind = next((d for d in (home._parameters, home._buffers) if name in d), home.__dict__)
        homes.append((kind, name, name in kind, kind.get(name), tensor))
    try:
        for kind, name, _, _, tensor in homes:
            kind[name] = tensor
        yield
    finally:
        for kind, name, was_there, before, _ in homes:
            if was_there:
                kind[name] = before
            else:
                del kind[name]


def tied(given: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The replacements, also for the other paths of tensors that have several."""
    result = dict(given)
    for path in given:
        twins = [p for p, tensor in own.items() if path in own and tensor is own[path]]
        named = [p for p in twins if p in given]
        if len({id(given[p]) for p in named}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(named)}, which are tied. "
                "Consider using tie_weights=False"
            )
        result.update(dict.fromkeys(twins, given[path]))
    return result


def check_keys(module: Module, given: dict[str, Any], own: set[str]) -> None:
    """Raise RuntimeError unless exactly the module's own paths are given."""
    lines = [
        f"{kind} key(s): {', '.join(map(repr, sorted(keys)))}."
        for kind, keys in (("Unexpected", set(given) - own), ("Missing", own - set(given)))
        if keys
    ]
    if lines:
        name = module._get_name()
        raise RuntimeError("\n\t".join([f"Error(s) in reparametrizing for {name}:", *lines]))


__all__ = ["functional_call"]
