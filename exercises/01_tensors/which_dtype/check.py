"""What mistakes look like."""

from course.exercises.mistakes import Mistake
from course.exercises.mistakes import together as said

MISTAKES = [
    Mistake(
        "default-of-numpy", "M18",
        lambda s: said(s)["f"] == "float64",
        "You expect `float64` where nobody asked for it. That is the default of NumPy (and of "
        "Python), but not the default here.",
        "Which dtype does `torch.tensor([1.0])` have, and how many bytes does one number take?",
    ),
    Mistake(
        "all-float32", "M18",
        lambda s: said(s)["g"] == "float32",
        "You expect that numbers from NumPy take the default of this library on their way. "
        "`from_numpy` changes nothing: it shares the memory of the array.",
        "Which dtype does `np.array([0.5, 1.5, 2.5])` itself have?",
    ),
    Mistake(
        "smaller-wins", "M18",
        lambda s: said(s)["h"] == "float32",
        "Where `float64` meets `float32` you expect the smaller one, which would lose digits.",
        "When two dtypes meet in a sum, which one can hold the numbers of both?",
    ),
    Mistake(
        "stays-whole", "M18",
        lambda s: "int64" in (said(s)["b"], said(s)["c"]),
        "You expect whole numbers where the result has a point: 3 / 2 is 1.5.",
        "Which dtype can hold 1.5?",
    ),
    Mistake(
        "python-number-wins", "M18",
        lambda s: said(s)["d"] == "float64",
        "You expect that a plain `2.5` turns a `float32` tensor into a `float64` one. Then nearly "
        "every line of a program would.",
        "What may a plain Python number do to the dtype of a tensor, and what may it never do?",
    ),
    Mistake(
        "question-of-whole-numbers", "",
        lambda s: said(s)["e"] in ("int64", "float32", "float64"),
        "In e you gave the dtype of the numbers that are compared, not that of the comparison.",
        "What are the possible results of `3 > 2`?",
    ),
    Mistake(
        "always-float", "M18",
        lambda s: said(s)["a"] == "float32",
        "You expect a point where there is none: the list of `prices` holds whole numbers only.",
        "What does `torch.tensor` look at to choose a dtype?",
    ),
]  # fmt: skip
