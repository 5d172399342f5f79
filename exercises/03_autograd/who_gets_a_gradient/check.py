"""What mistakes look like."""

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "c-is-a-leaf", "M12",
        lambda s: "c" in s.got("leaves"),
        "You took `c` for a leaf. There is a leaf in its line, but it has no name.",
        "In the line of `c`: what was made first, and which operation came after it?",
    ),
    Mistake(
        "computed-is-filled", "M12",
        lambda s: s.same("c", 2) or s.same("d", 2),
        "2 does arrive there on the way back. But a tensor that was computed passes its gradient "
        "on and does not keep it.",
        "Is it a leaf? And if it is not, what would you have to call before `backward`?",
    ),
    Mistake(
        "nobody-asked", "M4",
        lambda s: "b" in s.got("require_grad") or s.same("b", 6),
        "You gave a gradient to `b`. The loss does depend on it; but for `b` nobody asked that "
        "anything be recorded.",
        "What is different in the lines that make `a` and `b`?",
    ),
    Mistake(
        "through-detach", "M4",
        lambda s: s.same("a", 20),
        "20 counts a walk from `e` back to `d`. `detach` gives the number 10 without its history.",
        "For `e = 10 * a`, how much does `e` grow when `a` grows by 1?",
    ),
    Mistake(
        "detach-ends-all", "M4",
        lambda s: s.same("a", 4) or "e" not in s.got("require_grad"),
        "You let the history end at `e`. `detach` cuts the history of `d` only, and `e` is made of "
        "two factors.",
        "Does the other factor of `e` require grad?",
    ),
    Mistake(
        "one-use", "M8",
        lambda s: s.same("a", 10),
        "10 is what arrives at `a` through `e`. There is another way from the loss to `a`.",
        "In how many lines is `a` used, and what happens to the gradients of all these uses?",
    ),
    Mistake(
        "zero-for-none", "",
        lambda s: any(s.same(check, 0) for check in "bcd"),
        "You wrote 0 where no gradient is kept. A gradient of 0 is a tensor too: it would say that "
        "the loss does not change when this number does.",
        "What is in `.grad` if nothing was ever written there?",
    ),
    Mistake(
        "leaf-needs-grad", "M12",
        lambda s: "b" not in s.got("leaves"),
        "You left `b` out of the leaves. Being a leaf and requiring grad are two things.",
        "Which operation made `b`?",
    ),
]  # fmt: skip
