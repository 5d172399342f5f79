"""Read, without running anything, which module of a package imports which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Arrow:
    """One import: the importing module, the imported one, where, and whether inside a function."""

    source: str
    target: str
    line: int
    late: bool

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target}"


def modules(root: Path, package: str) -> dict[str, Path]:
    """The modules of a package, by dotted name."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((root / package).rglob("*.py"))
    }


def arrows(name: str, path: Path, known: dict[str, Path]) -> Iterator[Arrow]:
    """Every import of one module; `from package import module` points at the module."""
    tree = ast.parse(path.read_text("utf-8"))
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(name, path, node)
            targets = [
                full if (full := f"{base}.{alias.name}") in known else base for alias in node.names
            ]
        else:
            continue
        for target in dict.fromkeys(targets):
            yield Arrow(name, target, node.lineno, id(node) in late)


def absolute(name: str, path: Path, node: ast.ImportFrom) -> str:
    """The dotted name that a `from … import` starts at."""
    if node.level == 0:
        return node.module or ""
    parts = name.split(".")
    drop = node.level - (path.name == "__init__.py")
    parts = parts[: len(parts) - drop]
    return ".".join([*parts, *([node.module] if node.module else [])])


def all_arrows(root: Path, package: str) -> list[Arrow]:
    """Every import in a package."""
    known = modules(root, package)
    return [arrow for name, path in known.items() for arrow in arrows(name, path, known)]


def find_cycle(edges: dict[str, set[str]]) -> list[str] | None:
    """One circle of imports, as the modules along it, or None."""
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        stack = [(start, iter(sorted(edges[start])))]
        while stack:
            node, targets = stack[-1]
            if node not in path:
                path.append(node)
            for target in targets:
                if target in path:
                    return [*path[path.index(target) :], target]
                if target not in done and target in edges:
                    stack.append((target, iter(sorted(edges[target]))))
                    break
            else:
                stack.pop()
                path.pop()
                done.add(node)
    return None
