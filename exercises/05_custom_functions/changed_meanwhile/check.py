"""What mistakes look like."""

from course.exercises.mistakes import Mistake


def said(seen, **values):
    """Whether these programs were answered so."""
    return all(seen.same(f"program_{name}", value) for name, value in values.items())


MISTAKES = [
    Mistake(
        "forgets-slope", "",
        lambda s: said(s, a=8.0) or said(s, f=8.0) or said(s, c=8000.0),
        "8 is the value of the cube at 2. What is printed is the gradient.",
        "What is the slope of x³ at x = 2?",
    ),
    Mistake(
        "a-copy-is-saved", "M15",
        lambda s: said(s, b=12.0),
        "In program B you expect the gradient at the old value of `x`. But what is saved is no "
        "copy: it shares the memory of `x`, and there the old value is gone.",
        "The old value is lost: what can `backward` do, so that nobody gets a wrong gradient?",
    ),
    Mistake(
        "nobody-checks", "M15",
        lambda s: said(s, b=1200.0),
        "In program B you expect that `backward` computes with the new value and says nothing. "
        "`save_for_backward` noted more than the tensor.",
        "What is compared when `backward` takes a saved tensor out of its box?",
    ),
    Mistake(
        "attribute-is-as-good", "M21",
        lambda s: said(s, c="error"),
        "In program C you expect an error. But for autograd `ctx.x` is an attribute like any "
        "other: its version was never noted.",
        "With which value of `x` does the `backward` of `Careless` compute?",
    ),
    Mistake(
        "attribute-is-a-copy", "M21",
        lambda s: said(s, c=12.0),
        "In program C you expect the gradient at the old value. But `ctx.x = x` makes no copy: it "
        "is a second name for the same tensor.",
        "What does `ctx.x` hold after `x.mul_(10)`?",
    ),
    Mistake(
        "data-is-detach", "M16",
        lambda s: said(s, e="error"),
        "In program E you expect an error, as with `.detach()`. Both share the memory of `x`, but "
        "only one of them shares its version counter.",
        "If a change through `.data` is not counted, what does `backward` see?",
    ),
    Mistake(
        "detach-is-data", "M16",
        lambda s: said(s, d=1200.0),
        "In program D you expect a silent wrong gradient. That is what `.data` would do; "
        "`.detach()` was made to be safer.",
        "Whose version counter goes up when a detached tensor is changed in place?",
    ),
    Mistake(
        "detach-is-a-copy", "M16",
        lambda s: said(s, d=12.0) or said(s, e=12.0),
        "You expect that `x` keeps its value. But `.detach()` and `.data` copy nothing: they give "
        "a second tensor on the same memory.",
        "What is in `x` after the change?",
    ),
    Mistake(
        "any-change", "M15",
        lambda s: said(s, f="error"),
        "In program F you expect an error. Not every change in place does harm: only that of a "
        "tensor which was saved.",
        "Which tensors did `Cube` save?",
    ),
    Mistake(
        "result-flows-back", "M15",
        lambda s: s.wrong("program_f"),
        "In program F you let the change of `y` take part in the gradient. It happened inside "
        "`no_grad`, so nothing was recorded, and the slope needs `x` alone.",
        "With which numbers does the `backward` of `Cube` compute?",
    ),
]  # fmt: skip
