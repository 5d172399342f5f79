"""The API reference: the docstrings of everything a program can name, a page for each room.

A page is Markdown. Its entries come in the order of their source files, so the page reads as the
code does. An entry is the name as programs write it, the signature, and the docstring.
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import tutorgrad

# (file, title, what lives there): floor by floor. An object belongs to the first room whose place
# begins the name of the module that defines it.
ROOMS = [
    ("1-numbers", "Numbers, devices, random streams", "dtypes backend streams size numeric_limits"),
    ("3-elementwise", "Operations: elementwise", "ops.elementwise"),
    ("3-reduction", "Operations: reductions and order", "ops.reduction"),
    ("3-shape", "Operations: shape and joins", "ops.shape ops.broadcast"),
    ("3-index", "Operations: index", "ops.index"),
    ("3-linalg", "Operations: linear algebra", "ops.linalg linalg"),
    ("3-layers", "Operations: neural networks", "ops.nn"),
    ("5-tensor", "Tensor", "tensor formatting conversion methods inplace"),
    ("6-creation", "Creation and random tensors", "creation draws random special queries"),
    ("6-autograd", "Autograd", "engine autograd func"),
    ("6-cuda", "CUDA and accelerators", "cuda accelerator amp backends"),
    ("7-functional", "nn.functional", "nn.functional"),
    ("7-init", "nn.init and nn.utils", "nn.init nn.utils"),
    ("7-layers", "nn: modules", "nn"),
    ("8-optim", "optim", "optim"),
    ("8-data", "utils.data", "utils.data"),
    ("8-files", "Files, testing, the rest", ""),
]


# What a Tensor does for the engine: programs have no use for it, and PyTorch no such name.
INSIDE = {"wrap", "refresh", "receive", "place", "set_items"}


@dataclass(frozen=True)
class Entry:
    """One name, as programs write it, and what it stands for; its other names beside it."""

    name: str
    thing: Any
    module: str
    line: int
    others: tuple[str, ...] = ()


def modules() -> Iterator[ModuleType]:
    """The public modules: tutorgrad and what its `__all__`s lead to."""
    waiting: list[ModuleType] = [tutorgrad]
    seen = set()
    while waiting:
        module = waiting.pop(0)
        if module.__name__ in seen:
            continue
        seen.add(module.__name__)
        yield module
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, ModuleType) and hasattr(value, "__all__"):
                waiting.append(value)


def entries() -> list[Entry]:
    """Everything public that has a docstring of its own, each once.

    It stands under its shortest name; of several in one module, under the one it was defined by.
    """
    found: dict[int, Entry] = {}
    for module in modules():
        place = module.__name__.replace("tutorgrad", "torch")
        named: dict[int, list[str]] = {}
        for name in module.__all__:
            thing = getattr(module, name)
            home = getattr(thing, "__module__", None) or ""
            described = inspect.getdoc(thing) and home.startswith("tutorgrad")
            if described and (callable(thing) or isinstance(thing, type)):
                named.setdefault(id(thing), []).append(name)
        for key, names in named.items():
            thing = getattr(module, names[0])
            own = thing.__name__ if getattr(thing, "__name__", None) in names else names[0]
            others = tuple(f"{place}.{name}" for name in names if name != own)
            entry = Entry(f"{place}.{own}", thing, thing.__module__, line_of(thing), others)
            found.setdefault(key, entry)
    for name, thing in members(tutorgrad.Tensor):
        function = plain(thing)
        if name in INSIDE:
            continue
        entry = Entry(f"Tensor.{name}", thing, function.__module__, line_of(function))
        found.setdefault(id(function), entry)
    return sorted(found.values(), key=lambda e: (e.module, e.line, e.name))


def members(owner: type) -> Iterator[tuple[str, Any]]:
    """What a class offers in its own words: methods of every kind and properties, in order.

    Tensor's come from its base classes too. A method that only names a function, as
    `pool = staticmethod(F.max_pool2d)` does, is described where the function is.
    """
    bases = [c for c in owner.__mro__ if c is owner or owner is tutorgrad.Tensor]
    for name in dict.fromkeys(name for base in bases for name in vars(base)):
        thing = inspect.getattr_static(owner, name)
        function = plain(thing)
        bare = isinstance(thing, staticmethod) and "." not in function.__qualname__
        if inspect.isfunction(function) and function.__doc__ and not bare and name[0] != "_":
            yield name, thing


def plain(thing: Any) -> Any:
    """The function in a property, a classmethod or a staticmethod."""
    if isinstance(thing, property):
        return thing.fget
    return thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing


def line_of(thing: Any) -> int:
    """The line a thing is defined in; 0 when Python cannot tell."""
    try:
        return inspect.getsourcelines(inspect.unwrap(thing))[1]
    except (OSError, TypeError):
        return 0


def room_of(entry: Entry) -> str:
    """The page of an entry."""
    inside = entry.module.removeprefix("tutorgrad").removeprefix(".")
    for file, _, places in ROOMS:
        for place in places.split() or [""]:
            if place == "" or inside == place or inside.startswith(place + "."):
                return file
    raise AssertionError(f"no room for {entry.module}")


def pages() -> dict[str, str]:
    """file name -> Markdown of every page, the list of contents first."""
    rooms: dict[str, list[Entry]] = {file: [] for file, _, _ in ROOMS}
    for entry in entries():
        rooms[room_of(entry)].append(entry)
    texts = {"README.md": contents(rooms)}
    for file, title, _ in ROOMS:
        body = "\n".join(map(section, rooms[file]))
        texts[f"{file}.md"] = f"# {title}\n\n[Contents](README.md)\n\n{body}"
    return texts


def contents(rooms: dict[str, list[Entry]]) -> str:
    """The first page: the rooms and the names in them."""
    lines = [
        "# Reference\n",
        "Built from the docstrings by `python3 -m course docs`; do not edit. The number of a page",
        "is its floor in the house. Names are written as programs write them after",
        "`import tutorgrad as torch`.\n",
    ]
    for file, title, _ in ROOMS:
        names = ", ".join(f"`{e.name.removeprefix('torch.')}`" for e in rooms[file])
        lines.append(f"## [{title}]({file}.md)\n\n{names}\n")
    return "\n".join(lines)


def section(entry: Entry) -> str:
    """The Markdown of an entry: heading, signature, docstring."""
    return "\n".join([described(entry, "###"), *(described(m, "####") for m in methods(entry))])


def described(entry: Entry, mark: str) -> str:
    text = prose(inspect.getdoc(entry.thing) or "")
    if entry.others:
        text += f"\n\nAlso named {', '.join(f'`{name}`' for name in entry.others)}."
    return f"{mark} {entry.name}\n\n```python\n{signature(entry)}\n```\n\n{text}\n"


def methods(entry: Entry) -> list[Entry]:
    """The members of a class; those of Tensor are entries already."""
    if not isinstance(entry.thing, type) or entry.thing is tutorgrad.Tensor:
        return []
    owner = entry.name.rpartition(".")[2]
    return [
        Entry(f"{owner}.{name}", thing, entry.module, 0) for name, thing in members(entry.thing)
    ]


def signature(entry: Entry) -> str:
    """How it is called, without the annotations, which say little in a book."""
    short = entry.name.rpartition(".")[2]
    if isinstance(entry.thing, property):
        return f"{short}  # property"
    try:
        found = inspect.signature(plain(entry.thing))
    except (TypeError, ValueError):
        return f"{short}(...)"
    if inspect.isclass(entry.thing) and issubclass(entry.thing, enum.Enum):
        return f"{short}(value)"  # what inspect says of it differs between Pythons
    taken = [p for p in found.parameters.values() if p.name not in ("self", "cls")]
    bare = [p.replace(annotation=p.empty) for p in taken]
    found = found.replace(parameters=bare, return_annotation=found.empty)
    text = re.sub(r" at 0x[0-9a-f]+", "", f"{short}{found}")
    return re.sub(r"<module '([\w.]+)'[^>]*>", r"\1", text)  # its file is this machine's


def prose(text: str) -> str:
    """A docstring as Markdown: indented lines and examples are shown as they stand."""
    parts = []
    for block in re.split(r"\n\s*\n", text.strip()):
        shown = block.startswith((">>>", "    "))
        parts.append(f"```python\n{inspect.cleandoc(block)}\n```" if shown else escaped(block))
    return "\n\n".join(parts)


def escaped(text: str) -> str:
    """Text whose stars and underscores mean themselves."""
    return re.sub(r"(?<!`)([*_<])", r"\\\1", text)


def write(folder: Path) -> list[str]:
    """Write the pages; the names of those that changed, and of old ones that were removed."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    changed = [name for name, text in texts.items() if stale(folder / name, text)]
    for name in changed:
        (folder / name).write_text(texts[name], encoding="utf-8")
    old = [p for p in folder.glob("*.md") if p.name not in texts]
    for path in old:
        path.unlink()
    return changed + [p.name for p in old]


def outdated(folder: Path) -> list[str]:
    """The pages that are not what the docstrings say."""
    texts = pages()
    return [n for n, t in texts.items() if stale(folder / n, t)]


def stale(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text
