"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    """The sum of weights times x stays below 1: no gradient is near 0."""
    return {"values": rng.uniform(0.5, 1, 3).astype("f"), "x": rng.uniform(0.5, 1, 3).astype("f")}


MISTAKES = [
    Mistake(
        "made-small-too-late", "M14",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "You changed a leaf in place while autograd was recording, and it refuses.",
        "Could the numbers be small before anybody asks for their gradient?",
    ),
    Mistake(
        "history-cut", "M4",
        lambda s: s.raised("does not require grad and does not have") and s.uses("detach"),
        "After `detach`, the weights have no history and nobody has asked for their gradient: the "
        "loss has no graph.",
        "What must still be said of the small weights before the loss is computed?",
    ),
    Mistake(
        "nobody-asked", "M4",
        lambda s: s.raised("does not require grad and does not have"),
        "The loss has no graph: no tensor in it requires grad.",
        "Which tensor should learn, and where do you ask for its gradient?",
    ),
    Mistake(
        "gradient-of-the-start", "M12",
        lambda s: s.same("weights", 10 * s.expected("weights"))
        and s.same("gradient", 0.1 * s.expected("gradient")),
        "Your gradient is exactly 0.1 times the expected one, and the weights are 10 times too "
        "large: you returned the tensor from before the product.",
        "Which of the two tensors should learn, and which one is the leaf?",
    ),
    Mistake(
        "not-small", "",
        lambda s: s.same("weights", 10 * s.expected("weights")),
        "Your weights learn, but they are 10 times too large: nothing makes them small.",
        "Where can you divide by 10 before anything is recorded?",
    ),
    Mistake(
        "kept-but-no-leaf", "M12",
        lambda s: s.right("gradient") and s.wrong("leaf"),
        "The gradient is there, since you asked a result to keep it. But these weights are still "
        "the result of a product: who changes them changes no leaf.",
        "In which order must making the numbers and asking for the gradient come?",
    ),
    Mistake(
        "asked-for-a-result", "M12",
        lambda s: s.right("weights") and s.wrong("leaf"),
        "The weights are still the result of a recorded product, so no gradient is kept in them. "
        "To ask once more for the gradient of such a result changes nothing.",
        "Which tensor of your line is a leaf, and what was done to it?",
    ),
]  # fmt: skip
