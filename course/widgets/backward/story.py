"""The steps of a walk, told from its record: one sentence and one small picture for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from course.graph.derivative import Local
from course.graph.reading import Vertex
from course.graph.walking import ALGORITHMS, Added, Failed, Fitted, Ran
from course.widgets.backward.record import Kept, Record, Walked
from course.widgets.backward.step import Array, Numbers, Row, Step, share_in_words, size_in_words

MOST_INPUTS = 3
"""Rows of a step; of a box with more inputs the first are shown."""

FORMS = {
    "times": ("×", "its derivative for {}"),
    "right": ("@", "the matrix it kept, turned"),
    "left": ("@", "the matrix it kept, turned"),
    "table": ("@", "its Jacobian for {}"),
}
DOES = {
    "rule": "turns the gradient of its result into gradients of its inputs",
    "table": "multiplies what comes in, as one row, by its table of derivatives (its Jacobian)",
    "right": "multiplies what comes in by the matrices that it kept",
    "left": "multiplies what comes in by the matrices that it kept",
    "turned": "hands the same numbers on, rows as columns",
    "shape": "hands the same numbers on in another shape",
    "times": "multiplies what comes in by its own derivative",
}
"""What a box does; of the forms for its several inputs the first here names it."""


class Story:
    """The steps for one algorithm. retain: retain_graph=True in the first of two calls.

    second: is there a second call?
    """

    def __init__(self, record: Record, algorithm: str, retain: bool, second: bool) -> None:
        self.record, self.algorithm, self.retain, self.second = record, algorithm, retain, second
        self.labels, self.boxes = record.labels, record.boxes
        self.rule = ALGORITHMS[algorithm].rule
        self.freed: set[str] = set()
        first_pass, second_pass = record.passes[algorithm]
        self.steps = [*self.forward(), *self.backward(1, first_pass, not retain)]
        if second and not self.steps[-1].message:
            self.steps += self.backward(2, second_pass, True)
        wrong = [number for number, step in enumerate(self.steps) if step.wrong]
        self.first_wrong = wrong[0] if wrong and algorithm != "right" else None

    def verdict(self) -> str:
        """Where a wrong algorithm goes wrong first, if it does."""
        if self.algorithm == "right":
            return ""
        if self.first_wrong is None:
            return "no mistake shows on this graph"
        return f"first wrong step: {self.first_wrong + 1}"

    # ------------------------------------------------------------ forward

    def forward(self) -> Iterator[Step]:
        """Leaves and operations in the order in which the program made them."""
        for vertex in self.record.forward:
            if vertex.kind == "leaf":
                yield self.leaf(vertex)
            elif vertex.kind == "operation":
                yield self.operation(vertex)

    def leaf(self, vertex: Vertex) -> Step:
        label, before = self.labels[vertex.key], self.record.before[vertex.key]
        held = "None" if before is None else short(before)
        words = f"{label} is a leaf: it was made with requires_grad=True. {label}.grad is {held}."
        row: Row = [Array(label, self.record.values.get(vertex.key))]
        return Step(0, "leaf", vertex.key, words, [row])

    def operation(self, box: Vertex) -> Step:
        """An operation is recorded, with what it keeps."""
        called, kept = self.record.called, self.record.kept[box.key]
        keys = [key for key in box.inputs if key is not None]
        inputs = [Array(called[key], self.value(key)) for key in keys[:MOST_INPUTS]]
        row: list[Array | str] = [*inputs, "→", Array(called[box.key], self.value(box.key))]
        words = f"{box.operation} is recorded: it made {result_of(box)} from {these(row[:-2])}."
        rows: list[Row] = [row]
        if box.key in self.record.broken:
            words += f" What it kept was changed later: {self.record.broken[box.key]}."
        elif kept:
            own = {called[box.key]: "its own result"}
            names = dict.fromkeys(own.get(each.what) or kept_as(each) for each in kept)
            size = size_in_words(self.record.bytes_of(box.key))
            words += f" It keeps {' and '.join(names)} for the way back ({size})."
            rows.append([keeping(each) for each in kept[:MOST_INPUTS]])
        else:
            words += " It keeps nothing: the way back needs no number from here."
        return Step(0, "operation", box.key, words, rows)

    def value(self, key: str) -> Numbers | None:
        return self.record.values.get(key)

    # ------------------------------------------------------------ backward

    def backward(self, phase: int, walked: Walked, frees: bool) -> Iterator[Step]:
        """One pass: the events of the walk, each as a step, and the end."""
        runs = [e.box.key for e in walked.events if isinstance(e, Ran)]
        left = {key: runs.count(key) for key in set(runs)}
        arrived: dict[str, int] = {}
        for event, wrong in zip(walked.events, walked.wrong, strict=True):
            key = event.box.key
            if isinstance(event, Ran) and key in self.freed and self.record.kept[key]:
                yield self.fail(phase, Failed(event.box, self.record.second_time), arrived)
                return
            if isinstance(event, Failed):
                yield self.fail(phase, event, arrived)
                return
            if isinstance(event, Ran):
                yield self.run(phase, event, wrong)
                left[key] -= 1
                if left[key] == 0 and self.record.kept[key]:
                    yield self.let_go(phase, event.box, frees)
            elif isinstance(event, Fitted):
                yield self.fit(phase, event, wrong)
            else:
                target = event.target[0]
                arrived[target] = arrived.get(target, 0) + 1
                yield from self.add(phase, event, wrong, arrived[target])
        yield self.end(phase, walked)

    def run(self, phase: int, event: Ran, wrong: bool) -> Step:
        """A box runs: what comes in, its derivative, what goes out."""
        box = event.box
        if box.kind == "result":
            return self.start(phase, event)
        label, local = self.boxes[box.key], self.record.local[box.key]
        sent = [(at, part) for at, part in enumerate(event.parts) if self.goes_on(box, at, part)]
        coming = [each for each in event.incoming if each is not None]
        rows = [self.product(box, at, coming, part, local[at]) for at, part in sent[:MOST_INPUTS]]
        if not sent:
            words = f"Nothing goes on from {label}."
        else:
            forms = {local[at].form for at, _ in sent}
            words = f"{label} {next(does for form, does in DOES.items() if form in forms)}."
            words += scalars(coming, [local[at] for at, _ in sent], [part for _, part in sent])
        if len(sent) > MOST_INPUTS:
            words += f" It has {len(sent)} inputs; the first {MOST_INPUTS} are shown."
        if wrong and event.time > 1:
            words = (
                f"Wrong: {label} runs once more, and sends on again what it sent before. {words}"
            )
        elif wrong:
            words = f"Wrong: what comes in at {label} is not its whole gradient. {words}"
        words += self.hook(box.key)
        to = tuple((box.key, str(box.inputs[at])) for at, _ in sent)
        return Step(phase, "run", box.key, words, rows, to, ran=True, wrong=wrong)

    def hook(self, key: str) -> str:
        """Of a gradient that a hook of the learner's would see first."""
        name = self.record.hooked.get(key)
        if name is None:
            return ""
        return (
            f" {name} has a hook, which is left out here: backward() calls it, and goes on with "
            "what it returns."
        )

    def goes_on(self, box: Vertex, at: int, part: Any) -> bool:
        return part is not None and box.inputs[at] is not None

    def start(self, phase: int, event: Ran) -> Step:
        """The gradient of the result by itself."""
        key, label = event.box.key, self.labels[event.box.key]
        again = " is called again on the same graph" if phase == 2 else " starts"
        one = event.incoming[0].single == "1"
        why = f"{label} grows by 1 when {label} grows by 1" if one else "you gave it as `gradient`"
        words = (
            f"{label}.backward(){again}. The gradient of {label} is {short(event.incoming[0])}: "
        )
        row = [
            Array(label, self.value(key)),
            "",
            Array("its gradient", event.incoming[0], "gradient"),
        ]
        to = tuple((key, str(each)) for each in event.box.inputs)
        return Step(phase, "start", key, words + why + ".", [row], to, ran=True)

    def product(
        self, box: Vertex, at: int, coming: Sequence[Numbers], part: Numbers, local: Local
    ) -> Row:
        """One row: what comes in, times the derivative for one input, is what goes out."""
        to = self.labels[str(box.inputs[at])]
        came = [Array("comes in", each, "gradient") for each in coming[:2]]
        goes = Array(f"goes to {to}", part, "gradient")
        if local.form not in FORMS or len(coming) != 1:
            sign = {"shape": "→ same numbers →", "turned": "→ turned →"}.get(local.form, "→ rule →")
            return [*came, sign, goes]
        sign, caption = FORMS[local.form]
        if local.form == "table":
            came = [Array("comes in, as a row", coming[0].row(), "gradient")]
        middle = Array(caption.format(to), local.factor)
        if local.form == "left":
            return [middle, sign, *came, "=", goes]
        return [*came, sign, middle, "=", goes]

    def fit(self, phase: int, event: Fitted, wrong: bool) -> Step:
        """The gradient of a stretched input is summed, or is not."""
        key = str(event.box.inputs[event.position])
        to, made = self.labels[key], event.part.shape
        axes = summed(made, event.shape)
        words = f"{to} has the shape {event.shape}; it was stretched to {made}. "
        sign = f"→ sum over {axes} →"
        if wrong:
            words = f"Wrong: {words}The gradient is not summed, and keeps the wrong shape {made}."
            sign = "→ no sum →"
        else:
            words += f"Every copy counts, so its gradient is summed over {axes}."
        goes = Array(f"goes to {to}", event.fitted, "gradient")
        row: Row = [Array("product", event.part, "gradient"), sign, goes]
        return Step(phase, "sum", key, words, [row], ((event.box.key, key),), wrong=wrong)

    def add(self, phase: int, event: Added, wrong: bool, count: int) -> Iterator[Step]:
        """A gradient arrives at a leaf or at a box. Of the only one for a box nothing is told."""
        key, is_leaf = event.target[0], self.record.graph[event.target[0]].kind == "leaf"
        users = self.record.users[key]
        if not is_leaf and users < 2:
            return
        label = self.labels[key]
        place = f"{label}.grad" if is_leaf else f"the gradient of {label}"
        before = Array(f"{place} before", event.held, "gradient", "lost" if wrong else "")
        arrives = Array("arrives", event.part, "gradient")
        middle: list[Array | str] = [before, "" if wrong else "+", arrives]
        if event.held is None:
            middle = middle[2:]
        row = [
            *middle,
            "=" if event.held is not None else "→",
            Array(f"{place} now", event.total, "gradient"),
        ]
        words = self.arrival(event, place, wrong, is_leaf, (count, users))
        words += self.hook(key) if is_leaf else ""
        grad = (key, event.total) if is_leaf else None
        arrows = ((event.box.key, key),)
        yield Step(phase, "add", key, words, [row], arrows, arrived=key, grad=grad, wrong=wrong)

    def arrival(
        self, event: Added, place: str, wrong: bool, is_leaf: bool, count: tuple[int, int]
    ) -> str:
        """The sentence of an arrival; `count` says the how many-th of how many it is."""
        label, now = self.labels[event.target[0]], short(event.total)
        if wrong:
            was = short(event.held)
            return f"Wrong: {short(event.part)} replaces {was} in {place}. What was there is lost."
        if is_leaf:
            if event.held is None:
                return f"{place} was None; now it is {now}."
            plus = f"{short(event.held)} + {short(event.part)} = {now}"
            sum_ = "" if "array" in plus else f": {plus}"
            return f"What arrives is added to {place}, never written over it{sum_}."
        here, all_ = count
        if here < all_:
            waits = "does not wait" if self.algorithm == "recursion" else "has to wait"
            return f"Gradient {here} of {all_} is at {label}. {label} {waits} for the others."
        if here > all_:
            return f"One more gradient is at {label}."
        if self.algorithm == "recursion":
            return (
                f"Gradient {here} of {all_} is at {label}, added to the first: {label} runs again."
            )
        words = "Both" if all_ == 2 else f"All {all_}"
        return f"{words} gradients are at {label}, added up: now it may run."

    def let_go(self, phase: int, box: Vertex, frees: bool) -> Step:
        """A box lets go of what it kept, or keeps it for another pass."""
        label, frees_words = self.boxes[box.key], "has run and lets go of what it kept"
        if frees:
            self.freed.add(box.key)
        else:
            frees_words = "keeps what it has, for another pass (retain_graph=True)"
        left, most = self.record.bytes_kept(self.freed), self.record.all_bytes
        words = f"{label} {frees_words}. {share_in_words(left, most)} stay."
        row = [keeping(each, "freed" if frees else "") for each in self.record.kept[box.key]]
        rows: list[Row] = [row[:MOST_INPUTS]]
        return Step(phase, "free", box.key, words, rows, freed=frees)

    def fail(self, phase: int, event: Failed, arrived: dict[str, int]) -> Step:
        """The walk ends with an error."""
        label = self.boxes[event.box.key]
        words = f"{label} cannot run: backward() ends here with an error."
        if "second time" in event.message:
            words = f"{label} needs what it kept, and that is gone. backward() ends with an error."
        elif "modified by an inplace" in event.message:
            words = f"{label} finds that a tensor that it kept was changed later: "
            words += self.record.broken.get(event.box.key, "") + "."
        late = [self.labels[k] for k in self.record.leaves if arrived.get(k)]
        if late:
            words += f" What arrived before stays: {', '.join(f'{each}.grad' for each in late)}."
        wrong = not isinstance(self.record.passes["right"][0].events[-1], Failed) and phase == 1
        return Step(phase, "fail", event.box.key, words, message=event.message, wrong=wrong)

    def end(self, phase: int, walked: Walked) -> Step:
        """What there is when the walk is over."""
        root, stays = self.record.graph.root, self.record.bytes_kept(self.freed)
        bad = [self.labels[key] for key, fine in walked.right.items() if not fine]
        if walked.given_up:
            words = "Given up: boxes run again and again, twice as often with each branch. "
        else:
            words = "backward() is done. "
        if self.algorithm == "right":
            words += "Every leaf has its gradient. " if phase == 1 else ""
            if phase == 2:
                words += "All gradients came once more and were added: nothing was reset. "
        elif bad:
            words += f"{len(bad)} of {len(walked.right)} leaves are wrong: {', '.join(bad[:6])}. "
        else:
            words += "Every leaf is right: on this graph the mistake does not show. "
        held = f"{size_in_words(stays)} stay in the graph"
        words += f"{held}, for one more pass." if stays else "The graph keeps nothing any more."
        if self.record.hooked:
            names = ", ".join(dict.fromkeys(self.record.hooked.values()))
            words += f" Without the hooks on {names}: with them backward() may give other numbers."
        return Step(phase, "end", root, words, self.comparison(walked, phase))

    def comparison(self, walked: Walked, phase: int) -> list[Row]:
        """The first wrong leaves, beside what they should be."""
        truth = self.record.passes["right"][phase - 1]
        bad = [key for key, fine in walked.right.items() if not fine]
        return [
            [
                Array(f"{self.labels[key]}.grad", walked.grads.get(key), "gradient"),
                "≠",
                Array("it should be", truth.grads.get(key), "gradient"),
            ]
            for key in bad[:MOST_INPUTS]
        ]


# ------------------------------------------------------------------ words


def short(numbers: Numbers | None) -> str:
    """A value inside a sentence."""
    if numbers is None:
        return "None"
    words = str(numbers)
    return words if len(words) <= 24 else f"an array {numbers.shape}"


def these(row: Sequence[Array | str]) -> str:
    """The captions of a row's arrays, as a list."""
    names = [with_article(each.caption) for each in row if isinstance(each, Array)]
    names = list(dict.fromkeys(names))
    return " and ".join(names) if len(names) < 3 else ", ".join(names)


def result_of(box: Vertex) -> str:
    return box.name or "a result"


def kept_as(each: Kept) -> str:
    """What a box keeps, inside a sentence."""
    if each.what or not each.numbers.single:
        return with_article(each.what or each.name)
    return f"the number {each.numbers.single}"


def with_article(name: str) -> str:
    return f"the {name}" if name.startswith("result of") else name


def keeping(each: Kept, mark: str = "") -> Array:
    """One tensor that a box keeps."""
    what = f" = {each.what}" if each.what and each.what != each.name else ""
    return Array(f"{each.name}{what}, version {each.version}", each.numbers, "value", mark)


def scalars(coming: Sequence[Numbers], local: Sequence[Local], parts: Sequence[Numbers]) -> str:
    """The multiplications written out, where all are of single numbers."""
    if len(coming) != 1 or any(each.form != "times" for each in local):
        return ""
    numbers = [
        (coming[0].single, each.factor.single, p.single)
        for each, p in zip(local, parts, strict=True)
    ]
    if not all(all(each) for each in numbers):
        return ""
    return " " + ", ".join(f"{a} × {b} = {c}" for a, b, c in numbers) + "."


def summed(made: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Over which dimensions a gradient is summed."""
    new = len(made) - len(shape)
    axes = [str(i) for i, n in enumerate(made) if i < new or shape[i - new] != n]
    return ("dimension " if len(axes) == 1 else "dimensions ") + " and ".join(axes)
