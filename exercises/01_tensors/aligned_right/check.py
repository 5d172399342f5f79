"""What mistakes look like."""

from course.exercises.mistakes import Mistake
from course.exercises.mistakes import together as said

MISTAKES = [
    Mistake(
        "aligned-left", "M22",
        lambda s: (said(s)["a"], said(s)["b"]) == ("error", [4, 3]),
        "You wrote the shapes under one another from the left: so 4 met 4 in b, and 4 met 3 in a.",
        "On which side are two shapes aligned?",
    ),
    Mistake(
        "either-side", "M22",
        lambda s: said(s)["b"] == [4, 3],
        "In a you aligned the shapes on the right, and in b on the left, as it suited. There is "
        "only one rule.",
        "Which two sizes meet in the last column of b?",
    ),
    Mistake(
        "repeats", "M22",
        lambda s: said(s)["f"] == [6],
        "In f you used the three numbers twice, because 6 is a multiple of 3.",
        "Which one size may be stretched?",
    ),
    Mistake(
        "one-side-only", "M22",
        lambda s: said(s)["d"] == "error",
        "In d you expect an error: there, each of the two tensors must be stretched.",
        "Does the rule ask which of the two tensors has the 1?",
    ),
    Mistake(
        "number-by-number", "M22",
        lambda s: said(s)["c"] in ([4, 1], [4]),
        "In c you let four numbers meet four numbers. But one of the two is a column, and a shape "
        "of one dimension is no column.",
        "Write `4 x 1` and `4` under one another, aligned on the right: which sizes meet?",
    ),
    Mistake(
        "as-many-dimensions", "M22",
        lambda s: said(s)["g"] == "error",
        "In g you expect an error, because the two have not equally many dimensions.",
        "What happens where a size is missing on the left?",
    ),
    Mistake(
        "always-pairs", "M22",
        lambda s: said(s)["e"] == [4, 4],
        "In e you made all pairs of two columns. There is nothing to stretch: in both places the "
        "sizes are equal.",
        "What happens where 1 meets 1?",
    ),
]  # fmt: skip
