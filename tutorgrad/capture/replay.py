"""From a tape to a program: straight Python, written out and compiled.

Each noted call becomes one line. Arrays of tensors that were there before the step are constants of
the program, and so are their views: making those costs nothing at a replay. A result that only the
step itself sees gets a *buffer*, memory allocated once, into which NumPy writes (`out=`); when its
last use is over, the next result of that size gets the same buffer. What leaves the step (`.grad`,
the tensors returned) is new memory at every replay, so nobody ever sees it change.

    v3 = b0.T                     a view of a buffer: made once
    matmul(v2, v3, b1)            a call that writes into a buffer
    v7 = nll_loss(b1, v0)         a call that has no out=, or whose result leaves the step
"""

from __future__ import annotations

import math
import operator
import types
from typing import Any

import numpy as np

from ..nodes import Value, mode
from ..trees import flatten
from .names import OPERATORS, Names
from .passes import Passes, may_raise, tidy
from .recording import Call, Ref, rebuilt, refs_in
from .results import NotReplayable, check_walked, maker_of
from .survey import LIBRARY, home
from .watching import HostCall, SetGrad, Watch, nodes_below

WITH_OUT = {np.dot, np.sum, np.prod, np.max, np.min, np.cumsum, np.cumprod, np.concatenate}
WITH_OUT |= {np.stack}
NAMED_OUT = {np.maximum, np.minimum}  # whose third argument NumPy wants by its name
WORTH_DROPPING = 4096  # bytes: a smaller array may wait for the end of the program


class Line:
    """One line of a program, and what the listing tells about it.

    buffer: the number of the buffer that the result lies in.   kind: "call", "view" (made once),
    "constant", "host" (a host call), "drop" (the end of an array), "tensor" (Python's side of
    tensors: `.grad`, versions, results).
    """

    def __init__(self, text: str, kind: str, call: Call | None = None) -> None:
        self.text, self.kind, self.call = text, kind, call
        self.buffer: int | None = None


class Program:
    """The program of a tape. `run(args, keywords)` is the step; `lines` is its listing."""

    def __init__(self, tape: Watch, args: Any, keywords: Any, result: Any) -> None:
        self.tape, self.result = tape, result
        self.names = Names()
        self.lines: list[Line] = []
        self.buffers: list[Any] = []
        self.free: dict[Any, list[int]] = {}
        self.actual: dict[int, Any] = {}  # the arrays of values that are constants
        self.tensors: dict[int, str] = {}  # names of tensors
        self.made_by: dict[int, Call] = {}
        self.counted: dict[int, int] = {}  # writes to tensors whose versions are counted up
        self.checks = False  # must the facts be looked at after a host call?
        self.arguments = name_arguments(args, keywords, tape)
        self.calls = tape.calls = tidy(tape.calls)
        self.outputs, self.structure = flatten(result)
        self.escaping: set[int] = set()
        self.find_escaping()

    # ----------------------------------------------------------------------------- what stays

    def find_escaping(self) -> None:
        """The memory that leaves the step: it must be new at every replay."""
        for entry in self.calls:
            if isinstance(entry, SetGrad):
                self.escape(entry.grad)
            elif isinstance(entry, HostCall):
                for leaf in flatten((entry.args, entry.keywords))[0]:
                    self.escape(leaf)
        for leaf in self.outputs:
            self.escape(leaf)

    def escape(self, tensor: Any) -> None:
        if not isinstance(tensor, Value) or not self.tape.made_here(tensor):
            if isinstance(tensor, np.ndarray):
                raise NotReplayable("the step returns a NumPy array")
            return
        root = self.tape.root(self.at(tensor))
        if root.kind in ("outside", "argument"):
            raise NotReplayable("the step returns a view of a tensor from outside")
        check_walked(tensor.node, self.tape)
        self.escaping.add(root.at)
        if tensor.base is not None:
            self.escape(tensor.base)

    def at(self, tensor: Any) -> int:
        """The number of the value that a tensor of the step holds."""
        at = self.tape.hosts[id(tensor.__dict__["array"])].at
        return self.tape.instead.get(at, at)

    def known(self) -> set[int]:
        """The tensors of the step that may outlive it."""
        found: set[int] = set()
        for entry in self.calls:
            if isinstance(entry, SetGrad):
                found |= with_bases(entry.grad)
            elif isinstance(entry, HostCall):
                found |= {id(leaf) for leaf in flatten((entry.args, entry.keywords))[0]}
            elif isinstance(entry, Call):  # a draw may remember which tensor it is for
                found |= {id(v) for v in cells_of(entry) if isinstance(v, Value)}
        for leaf in self.outputs:
            if isinstance(leaf, Value):
                found |= with_bases(leaf)
                for node in nodes_below(leaf.node):
                    found |= {id(target) for target, _ in node.edges if isinstance(target, Value)}
        return found

    def last_uses(self) -> dict[int, int]:
        """For each memory the number of the last call that reads or makes a look at it."""
        last: dict[int, int] = {}
        for number, entry in enumerate(self.calls):
            if isinstance(entry, Call):
                for at in (*entry.reads, *refs_in(entry.results)):
                    last[self.tape.cells[at].root] = number
                for at in refs_in(entry.results):
                    self.made_by.setdefault(at, entry)
        return last

    def is_constant(self, at: int) -> bool:
        """Is the memory of a value the same at every replay?"""
        return self.tape.cells[at].root in self.actual

    # ---------------------------------------------------------------------------- the writing

    def write(self) -> None:
        tape = self.tape
        self.calls = Passes(tape, self.escaping).run(self.calls)
        self.written = {root for c in self.calls if isinstance(c, Call) for root in c.writes}
        self.last = self.last_uses()
        for cell in tape.cells:
            if cell.kind == "outside":
                self.actual[cell.at] = cell.host
            elif cell.kind == "made" and cell.root == cell.at:
                self.enter_made(cell)
        for tensor in tape.arguments.values():
            seen = tape.seen.get(id(tensor))
            if seen is not None:
                at = tape.hosts[id(seen.array)].at
                self.add(f"v{at} = {self.tensor(tensor)}.array", "constant")
        for number, entry in enumerate(self.calls):
            self.number = number
            if may_raise(entry):
                self.count(entry.counts)
            if isinstance(entry, SetGrad):
                self.add(f"{self.tensor(entry.leaf)}.kept_grad = {self.tensor(entry.grad)}")
            elif isinstance(entry, HostCall):
                name = entry.function.__qualname__.rpartition(">")[2].strip(".")
                function = self.names.of(entry.function, name.replace(".", "_"))
                text = f"{function}({self.rendered_call(entry.args, entry.keywords)})"
                self.add(text, "host")
                if home(entry.function) not in LIBRARY:
                    self.checks = True
                    self.add("check()")
            else:
                self.write_call(entry)
                self.drop(number, entry)
        self.count(tape.counts())
        self.add(f"return {self.returned()}")

    def count(self, counts: dict[int, tuple[Any, int]]) -> None:
        """Count up the versions of tensors from outside to what they were at this place."""
        for key, (tensor, writes) in counts.items():
            more = writes - self.counted.get(key, 0)
            if more:
                self.counted[key] = writes
                self.add(f"{self.tensor(tensor)}.version[0] += {more}")

    def enter_made(self, cell: Any) -> None:
        """An array made from Python data: a constant, or a copy of one that is written to."""
        fresh = self.tape.snapshots[cell.at]
        if cell.at in self.escaping or cell.at in self.written:
            name = self.names.of(fresh, f"c{cell.at}")
            self.add(f'v{cell.at} = {name}.copy("K")', "constant")
        else:
            self.actual[cell.at] = fresh

    def add(self, text: str, kind: str = "tensor", call: Call | None = None) -> Line:
        line = Line(text, kind, call)
        self.lines.append(line)
        return line

    def write_call(self, call: Call) -> None:
        results = refs_in(call.results)
        single = call.results.at if isinstance(call.results, Ref) else None
        if single is not None and not call.writes:
            cell = self.tape.cells[single]
            if cell.root != single and self.is_constant(single):
                self.actual[single] = self.run_now(call)
                self.add("", "view", call)
                return
            if cell.root == single and self.fits_buffer(call, cell):
                self.write_into_buffer(call, cell)
                return
            empty = call.function is np.empty_like and not cell.varies
            if empty and cell.root == single and single not in self.escaping:
                self.actual[single] = self.buffers[self.buffer_of(cell)]
                self.add("", "constant", call)
                return
        elif results and not call.writes and all(map(self.is_constant, results)):
            for ref, view in zip(call.results, self.run_now(call), strict=True):
                if isinstance(ref, Ref):
                    self.actual[ref.at] = view
            self.add("", "view", call)
            return
        left = self.left_side(call.results, results)
        self.add(f"{left}{self.expression(call)}", "call", call)

    def left_side(self, refs: Any, results: tuple[int, ...]) -> str:
        if isinstance(refs, Ref):
            return "" if self.is_constant(refs.at) else f"v{refs.at} = "
        if not results:
            return ""
        if any(isinstance(ref, list | tuple) and not isinstance(ref, Ref) for ref in refs):
            raise NotReplayable("a call returned containers in containers")
        return "".join(f"v{r.at}, " if isinstance(r, Ref) else "_, " for r in refs) + "= "

    def run_now(self, call: Call) -> Any:
        """The result of a call on constants: a view that is made once."""

        def real(thing: Any) -> Any:
            return self.array(thing.at) if isinstance(thing, Ref) else rebuilt(thing, real)

        return call.function(*real(call.args), **real(call.keywords))

    # -------------------------------------------------------------------------------- buffers

    def fits_buffer(self, call: Call, cell: Any) -> bool:
        """Does a result stay inside the step, and can NumPy write it into given memory?"""
        function = call.function
        writes = isinstance(function, np.ufunc) or function in WITH_OUT if hashable(function) else 0
        writes = writes or OPERATORS.get(function, (0, None))[1] is not None
        writes = writes or getattr(function, "__name__", "") == "reduce"
        stays = cell.at not in self.escaping and not cell.varies and "out" not in call.keywords
        shape, _, strides = cell.facts  # a NumPy scalar is quicker than out= into a 0-d array
        return bool(writes and stays and shape and strides is not None)

    def write_into_buffer(self, call: Call, cell: Any) -> None:
        taken = self.taken_over(call, cell)
        number = self.buffer_of(cell) if taken is None else taken
        self.actual[cell.at] = self.buffers[number]
        ufunc = OPERATORS.get(call.function, (0, call.function))[1]
        args = [self.rendered(a) for a in call.args]
        target = self.names.of(self.buffers[number], f"b{number}")
        keywords = {k: self.rendered(v) for k, v in call.keywords.items()}
        if isinstance(ufunc, np.ufunc) and not keywords and ufunc not in NAMED_OUT:
            args.append(target)
        else:
            keywords["out"] = target
        text = ", ".join(args + [f"{k}={v}" for k, v in keywords.items()])
        line = self.add(f"{self.function(ufunc)}({text})", "call", call)
        line.buffer = number

    def buffer_of(self, cell: Any) -> int:
        """The number of a buffer for a value: one that is free, or a new one."""
        waiting = self.free.get(cell.facts)
        if waiting:
            return waiting.pop()
        self.buffers.append(cell.host)
        self.names.of(cell.host, f"b{len(self.buffers) - 1}")
        return len(self.buffers) - 1

    def taken_over(self, call: Call, cell: Any) -> int | None:
        """The buffer of an operand that nobody reads any more: a + b can be written over a."""
        ufunc = OPERATORS.get(call.function, (0, call.function))[1]
        if not isinstance(ufunc, np.ufunc) or ufunc.signature is not None:
            return None
        for at in call.reads:
            read = self.tape.cells[at]
            last = read.root == at and self.last[at] == self.number and read.kind == "result"
            if last and read.facts == cell.facts and at in self.actual:
                self.last[at] = -1  # it is given on already
                return next(i for i, b in enumerate(self.buffers) if b is self.actual[at])
        return None

    def drop(self, number: int, call: Call) -> None:
        """After a last use: give the buffer to others, or the memory back."""
        dropped = []
        for root in {self.tape.cells[at].root for at in (*call.reads, *refs_in(call.results))}:
            if self.last[root] != number or root in self.escaping:
                continue
            cell = self.tape.cells[root]
            if root in self.actual and cell.kind == "result":
                index = next(i for i, b in enumerate(self.buffers) if b is self.actual[root])
                self.free.setdefault(cell.facts, []).append(index)
            elif cell.kind == "result" and root not in self.actual:
                if math.prod(cell.facts[0]) * cell.facts[1].itemsize >= WORTH_DROPPING:
                    mine = [c.at for c in self.tape.cells if c.root == root]
                    dropped += [f"v{at}" for at in mine if at in self.made_by]
        if dropped:
            self.add(f"del {', '.join(dropped)}", "drop")

    # ---------------------------------------------------------------------------- expressions

    def expression(self, call: Call) -> str:
        """A call as Python text."""
        function, args = call.function, call.args
        if hashable(function) and function in OPERATORS and not call.keywords:
            sign = OPERATORS[function][0]
            sides = [self.rendered(a) for a in args]
            if len(sides) == 1:
                return f"abs({sides[0]})" if sign == "abs" else f"{sign}{sides[0]}"
            return f"{sides[0]} {sign} {sides[1]}"
        if function is operator.getitem and isinstance(args[0], Ref):
            return f"{self.rendered(args[0])}[{self.rendered(args[1])}]"
        if function is operator.setitem:
            target, key, value = map(self.rendered, args)
            return f"{target}[{key}] = {value}"
        if type(function) is type(np.ndarray.sum) and isinstance(args[0], Ref):
            rest = self.rendered_call(args[1:], call.keywords)
            return f"{self.rendered(args[0])}.{function.__name__}({rest})"
        return f"{self.function(function)}({self.rendered_call(args, call.keywords)})"

    def function(self, function: Any) -> str:
        name = getattr(function, "__name__", "function")
        if name in ("reduce", "accumulate", "at", "reduceat", "outer"):
            name = f"{function.__self__.__name__}_{name}"
            if self.names.space.get(name) == function:  # a bound method is another object each time
                return name
        return self.names.of(function, name.strip("_"))

    def rendered_call(self, args: Any, keywords: Any) -> str:
        parts = [self.rendered(a) for a in args]
        return ", ".join(parts + [f"{k}={self.rendered(v)}" for k, v in keywords.items()])

    def rendered(self, thing: Any) -> str:
        """An argument as Python text."""
        if isinstance(thing, Ref):
            if self.is_constant(thing.at):
                return self.names.of(self.array(thing.at), f"v{thing.at}")
            cell = self.tape.cells[thing.at]
            if cell.kind != "made" and thing.at not in self.made_by and cell.root != thing.at:
                raise NotReplayable("the step looks at the memory under a view")
            return f"v{thing.at}"
        if isinstance(thing, Value):
            return self.tensor(thing)
        if isinstance(thing, list | tuple) and type(thing) in (list, tuple):
            parts = [self.rendered(part) for part in thing]
            if type(thing) is list:
                return f"[{', '.join(parts)}]"
            return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
        if type(thing) is dict and all(isinstance(key, str) for key in thing):
            return "{" + ", ".join(f"{k!r}: {self.rendered(v)}" for k, v in thing.items()) + "}"
        if thing is None or thing is Ellipsis or type(thing) in (bool, int, str):
            return "..." if thing is Ellipsis else repr(thing)
        if type(thing) is float and math.isfinite(thing):
            return repr(thing)
        return self.names.of(thing, f"k{len(self.names.space)}")

    def array(self, at: int) -> Any:
        """The array of a value that is a constant."""
        if at not in self.actual:
            raise NotReplayable("the step looks at the memory under a view")
        return self.actual[at]

    # -------------------------------------------------------------------------------- tensors

    def tensor(self, tensor: Any) -> str:
        """The name of a tensor; one of the step is made when its name is first needed."""
        if tensor is None:
            return "None"
        name = self.tensors.get(id(tensor))
        if name is not None:
            return name
        path = self.arguments.get(id(tensor))
        if path is not None:
            name = f"a{len(self.tensors)}"
            self.add(f"{name} = {path}")
        elif self.tape.made_here(tensor):
            base = "None" if tensor.base is None else self.tensor(tensor.base)
            maker = self.names.of(maker_of(tensor, self.tape), f"tensor{len(self.tensors)}")
            at = self.at(tensor)
            name = f"T{at}_{len(self.tensors)}" if f"T{at}" in self.tensors.values() else f"T{at}"
            self.add(f"{name} = {maker}({self.rendered(Ref(at))}, {base})")
        else:
            name = self.names.of(tensor, f"t{len(self.tensors)}")
        self.tensors[id(tensor)] = name
        return name

    def returned(self) -> str:
        leaves = [self.rendered(leaf) for leaf in self.outputs]
        if self.structure.leaf:
            return leaves[0]
        return f"{self.names.of(self.structure.fill, 'filled')}([{', '.join(leaves)}])"

    def forget(self) -> None:
        """Let go of what only the writing needed."""
        buffers = {id(b) for b in self.buffers}
        for cell in self.tape.cells:
            if id(cell.host) not in buffers and cell.kind != "outside":
                cell.host = None
        self.tape.hosts.clear()
        self.outputs, self.result = [], None

    def source(self) -> str:
        """The program as Python text."""
        body = [f"    {line.text}" for line in self.lines if line.text]
        return "def replay(args, keywords):\n" + "\n".join(body)

    def run(self, args: Any, keywords: Any) -> Any:
        """The step. It runs in the context that operations run in, unless a function of the user's
        is called in between: that one finds the user's context.
        """
        if self.checks:
            with np.errstate(all="ignore"):
                return self.replay(args, keywords)
        return mode.quiet.copy().run(self.replay, args, keywords)

    def compile(self, check: Any) -> None:
        """Make `run`. check: raises when a host call has changed what the step reads."""
        space = self.names.space
        space["check"] = check
        exec(compile(self.source(), "<captured step>", "exec"), space)
        self.replay = space["replay"]


def cells_of(call: Call) -> list[Any]:
    """What the functions of a call hold in their closures."""
    functions = [f for f in (call.function, *call.args) if isinstance(f, types.FunctionType)]
    return [cell.cell_contents for f in functions for cell in f.__closure__ or ()]


def hashable(thing: Any) -> bool:
    return getattr(thing, "__hash__", None) is not None


def with_bases(tensor: Any) -> set[int]:
    found = set()
    while tensor is not None:
        found.add(id(tensor))
        tensor = tensor.base
    return found


def name_arguments(args: Any, keywords: Any, tape: Watch) -> dict[int, str]:
    """How to get at each tensor of the call: `args[0]`, `keywords['x'][1]`."""
    found: dict[int, str] = {}

    def visit(thing: Any, path: str) -> None:
        if isinstance(thing, Value):
            if id(thing) in tape.arguments:
                found.setdefault(id(thing), path)
        elif isinstance(thing, list | tuple):
            for i, part in enumerate(thing):
                visit(part, f"{path}[{i}]")
        elif isinstance(thing, dict):
            for key, part in thing.items():
                visit(part, f"{path}[{key!r}]")

    visit(args, "args")
    visit(keywords, "keywords")
    return found
