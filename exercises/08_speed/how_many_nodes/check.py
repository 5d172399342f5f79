"""What mistakes look like."""

from course.exercises.mistakes import Mistake
from course.exercises.mistakes import together as said

MISTAKES = [
    Mistake(
        "no-grad-records", "M4",
        lambda s: said(s)["b"] > 0,
        "You expect nodes inside `torch.no_grad()`.",
        "What is switched off there, and what would `grad_fn` of the result be?",
    ),
    Mistake(
        "everything-is-recorded", "M4",
        lambda s: said(s)["c"] > 0,
        "You expect nodes in c. Neither `x` nor `v` requires grad, so nobody could ask for a "
        "gradient there.",
        "Who decides whether an operation is recorded: the operation, or its inputs?",
    ),
    Mistake(
        "detach-is-a-node", "M4",
        lambda s: said(s)["h"] > 0,
        "You expect nodes in h. `w.detach()` has the numbers of `w`, but no history, and it "
        "requires no grad.",
        "Which of the operations in h has an input that requires grad?",
    ),
    Mistake(
        "the-way-back-too", "",
        lambda s: said(s)["d"] > 3,
        "You expect that `backward` makes nodes of its own.",
        "What does `backward` do with the nodes of the way forward?",
    ),
    Mistake(
        "only-the-product", "",
        lambda s: said(s)["a"] < 3,
        "You counted only the operations that `w` takes part in itself. But the result of the "
        "product requires grad too.",
        "What follows for the operations that get this result?",
    ),
    Mistake(
        "no-cat", "",
        lambda s: said(s)["e"] == 10,
        "You counted the ten products of e.",
        "How do ten results become one tensor, and is that recorded?",
    ),
    Mistake(
        "loop-is-one", "",
        lambda s: said(s)["e"] < 10,
        "You counted the product of e once. Python runs through the loop ten times, and the graph "
        "knows nothing of loops.",
        "How often is `@` called?",
    ),
    Mistake(
        "index-is-free", "",
        lambda s: said(s)["f"] < 3,
        "You counted the sum of f and left out how its two parts were taken.",
        "If `w[0]` were no operation, how would its gradient find the first row of `w`?",
    ),
    Mistake(
        "product-without-grad", "M4",
        lambda s: said(s)["g"] == 3,
        "You counted three operations in g, since the whole result requires grad. But one of the "
        "two products has no input that requires grad.",
        "Does the way forward know what a result will be used for later?",
    ),
]  # fmt: skip
