"""What mistakes look like."""

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "never-an-error", "M5",
        lambda s: s.wrong("a") and s.wrong("e"),
        "You let every second walk go through. Some of them find nothing to work with.",
        "Which value does `x * x` need on the way back, and what does `backward` do with it?",
    ),
    Mistake(
        "always-an-error", "M5",
        lambda s: s.same("b", "error"),
        "You expect an error in B. It comes only where something that was saved is missing.",
        "Which value would be needed to find the slope of `x + 2`?",
    ),
    Mistake(
        "kept-for-ever", "M7",
        lambda s: s.same("e", 18),
        "You let three walks go through in E. `retain_graph=True` was said in the first one only.",
        "What does the second walk of E do with the saved values when it is done?",
    ),
    Mistake(
        "overwritten", "M8",
        lambda s: s.same("b", 1) or s.same("c", 6) and s.same("f", 6),
        "You let the last walk replace what the earlier ones brought.",
        "What does `backward` do with an `x.grad` that is there already?",
    ),
    Mistake(
        "retain-starts-anew", "M7",
        lambda s: s.same("c", 6),
        "6 would be right for C if something had cleared `x.grad` between the walks. "
        "`retain_graph=True` keeps saved values; it does not touch gradients.",
        "What is in `x.grad` when the second walk of C begins?",
    ),
    Mistake(
        "clearing-frees-the-graph", "M7",
        lambda s: s.same("d", "error"),
        "You expect an error in D. The line between the walks throws a gradient away, not the "
        "graph.",
        "Is the value that `x * x` saved still there?",
    ),
    Mistake(
        "new-graph-starts-anew", "M8",
        lambda s: s.same("f", 6),
        "F builds a second graph, that is true. But both graphs end at the same leaf `x`.",
        "Does a new `y` clear `x.grad`?",
    ),
    Mistake(
        "same-name-same-graph", "M5",
        lambda s: s.same("f", "error"),
        "You expect an error in F. It comes when one graph is walked twice.",
        "How many graphs has program F built, and how often is each of them walked?",
    ),
]  # fmt: skip
