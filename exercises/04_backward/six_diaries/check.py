"""What mistakes look like: one for each diary, the first that is wrong."""

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "does-not-move", "M9",
        lambda s: s.wrong("a"),
        lambda s: f"With cause {s.got('a')}, diary A would look different. In A the steps are "
        "exactly 0 long, not only short.",
        "What is in `w.grad` at the moment of the step, if the step is exactly 0?",
    ),
    Mistake(
        "goes-too-far", "M8",
        lambda s: s.wrong("b"),
        lambda s: f"With cause {s.got('b')}, diary B would not begin with a right step. Its second "
        "step is 3 long, and with the gradient -4 it should be 1.",
        "3 / 0.25 is 12: of which gradients is -12 the sum?",
    ),
    Mistake(
        "away-from-it", "M25",
        lambda s: s.wrong("c"),
        lambda s: f"Cause {s.got('c')} does not explain diary C: its first step is 2 long, as it "
        "should be, and leads away from 4.",
        "What must be wrong with a step of the right length in the wrong direction?",
    ),
    Mistake(
        "no-gradient-later", "M13",
        lambda s: s.wrong("d"),
        lambda s: f"Cause {s.got('d')} does not explain diary D. A good step is made first; after "
        "the next `backward`, `w.grad` is None.",
        "Into which tensors does `backward` write a `.grad`, and is `w` still one of them?",
    ),
    Mistake(
        "no-gradient-yet", "M10",
        lambda s: s.wrong("e"),
        lambda s: f"Cause {s.got('e')} does not explain diary E. Not even one step is made: "
        "`zero_` meets None at once.",
        "What is in `w.grad` before the first `backward`?",
    ),
    Mistake(
        "one-graph", "M5",
        lambda s: s.wrong("f"),
        lambda s: f"Cause {s.got('f')} does not explain diary F. One graph is walked twice there.",
        "How many graphs does the program build, if it makes five turns?",
    ),
]  # fmt: skip
