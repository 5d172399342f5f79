"""What mistakes look like."""

from course.exercises.mistakes import Mistake


def said(loop, *symptoms):
    """Whether a loop was given one of these symptoms, or, with none named, any wrong one."""
    check = f"loop_{loop}"
    return lambda seen: seen.got(check) in symptoms if symptoms else seen.wrong(check)


MISTAKES = [
    Mistake(
        "leaf-and-rebinding", "M14",
        lambda s: said("d", 4)(s) or said("e", 5)(s),
        "Loops D and E update `w` by hand. One writes into the leaf itself while autograd records; "
        "the other makes a new tensor, and that hurts only when it is used.",
        "Which of the two lines, `w -= ...` and `w = w - ...`, changes a tensor in place?",
    ),
    Mistake(
        "none-has-no-zero", "M14",
        said("e"),
        "Loop E does not get as far as clearing anything. Before that, it writes into a leaf.",
        "Is autograd recording when `w -= lr * w.grad` runs, and does it allow that?",
    ),
    Mistake(
        "rebinding-is-updating", "M13",
        said("d"),
        "In loop D you expect that `w` is still the leaf in the second round. But `w = w - ...` "
        "gives the name to a new tensor, which was made where nothing is recorded.",
        "Does a tensor that is made under `no_grad` require a gradient?",
    ),
    Mistake(
        "total-only-grows", "M6",
        said("c"),
        "In loop C the second total hangs on two graphs: that of the second loss, and that of the "
        "first one.",
        "What has the first `backward` done with the graph of the first loss?",
    ),
    Mistake(
        "step-needs-no-backward", "M9",
        said("a"),
        "In loop A, `step` comes between `zero_grad` and `backward`, in every round.",
        "What does `step` find in `w.grad`, and what does it do then?",
    ),
    Mistake(
        "backward-replaces", "M8",
        said("b", 1),
        "In loop B nothing is ever cleared, but `step` follows `backward` directly: it does find "
        "gradients, and `w` moves.",
        "What does it find from the second round on: the new gradient, or more?",
    ),
    Mistake(
        "old-gradients-harmless", "M8",
        said("b"),
        "In loop B nothing is ever cleared, so every step moves along the sum of all gradients so "
        "far, also of places that `w` left long ago.",
        "What happens when `w` has reached its goal, and the sum still points onwards?",
    ),
    Mistake(
        "mean-makes-larger", "M25",
        said("f", 8),
        "In loop F you expect steps that are too large. Dividing by 10 makes a mean of the sum of "
        "ten squares.",
        "Does the gradient become larger or smaller by that, and with it each step?",
    ),
    Mistake(
        "mean-changes-nothing", "M25",
        said("f"),
        "In loop F the order is right, and nothing is forgotten. What differs is the factor 1/10.",
        "A learning rate belongs to a reduction: what does this one do with a gradient that is ten "
        "times smaller?",
    ),
]  # fmt: skip
