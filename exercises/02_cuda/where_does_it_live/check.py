"""What mistakes look like."""

from course.exercises.mistakes import Mistake
from course.exercises.mistakes import together as said

MISTAKES = [
    Mistake(
        "to-in-place", "M24",
        lambda s: said(s)["a"] == "cuda",
        "You expect that `here.to(\"cuda\")` moves `here` itself.",
        "The line says `copy = here.to(\"cuda\")`: how many tensors are there afterwards?",
    ),
    Mistake(
        "cpu-in-place", "M24",
        lambda s: said(s)["h"] == "cpu",
        "You expect that `there.cpu()` takes `there` away from the card.",
        "Which name would a method have that changes the tensor itself?",
    ),
    Mistake(
        "plain-number-is-here", "M24",
        lambda s: said(s)["b"] == "error",
        "You expect that a plain Python number lives on the CPU and does not fit.",
        "Has `2.5` a device at all?",
    ),
    Mistake(
        "no-number-travels", "M24",
        lambda s: said(s)["c"] == "error",
        "You expect that `torch.tensor(2.5)` does not fit, since it is on the CPU. It is, but it "
        "is a single number without any dimension.",
        "Which CPU tensors may join a calculation on the card?",
    ),
    Mistake(
        "moved-for-you", "M24",
        lambda s: said(s)["d"] == "cuda",
        "You expect that `torch.ones(1)` travels with the command. It holds one number, but that "
        "is not what counts.",
        "How many dimensions does `torch.ones(1)` have, and how many may a traveller have?",
    ),
    Mistake(
        "shape-knows-the-place", "M24",
        lambda s: said(s)["f"] == "cuda",
        "You expect that a shape brings its tensor's place along.",
        "What is in a shape but the sizes?",
    ),
    Mistake(
        "like-is-here", "M24",
        lambda s: said(s)["e"] == "cpu",
        "You expect that every new tensor is made on the CPU, also where the name ends in "
        "`_like`.",
        "What does `zeros_like` take over from its model, besides the shape?",
    ),
    Mistake(
        "numpy-copies", "M24",
        lambda s: said(s)["i"] in ("cpu", "cuda"),
        "You expect that `numpy()` reaches the numbers on the card.",
        "Which memory is the only one that NumPy knows, and who says when data moves?",
    ),
]  # fmt: skip
