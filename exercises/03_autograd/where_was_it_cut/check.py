"""What mistakes look like."""

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "place-of-the-error", "M4",
        lambda s: s.same("a", 5) or s.same("b", 4) or s.same("c", 6) or s.same("d", 6),
        "You named a line with `backward()`. There the error is seen; but the tensor that the walk "
        "starts from had lost its history before.",
        "Going upwards from that line: which result is the last that still requires grad?",
    ),
    Mistake(
        "new-name", "M13",
        lambda s: s.got("b") in (1, 2, 3, 5),
        "In program B the first turn works, with the same line 3. So something has happened to `w` "
        "in between.",
        "After line 6, is `w` still the tensor that was made in line 1?",
    ),
    Mistake(
        "any-detach", "M4",
        lambda s: s.same("d", 2),
        "In program D, line 2 makes a constant, as it should be: the middle is not to be learned. "
        "`y` in the next line still comes from `x`.",
        "Does `y` require grad?",
    ),
    Mistake(
        "comparison-unseen", "M4",
        lambda s: s.got("d") in (3, 5),
        lambda s: f"In program D you named line {s.got('d')}. Look at what kind of values "
        "each line makes.",
        "Which line turns numbers into True and False, and what is the slope of that?",
    ),
    Mistake(
        "choice-unseen", "M4",
        lambda s: s.got("a") in (1, 2, 4),
        lambda s: f"In program A you named line {s.got('a')}. Before line 4, `best` is already "
        "a place in a list: 0 or 1.",
        "If `y` changes a little, does `best` change a little too?",
    ),
    Mistake(
        "index-blamed", "M4",
        lambda s: s.got("c") in (2, 3),
        lambda s: f"In program C you named line {s.got('c')}. Powers and indexing are recorded "
        "like other operations.",
        "What kind of thing does `.item()` give?",
    ),
    Mistake(
        "new-tensor", "M4",
        lambda s: s.same("c", 5),
        "In program C, the graph is gone before line 5: `z` does not require grad.",
        "What was `z` made from: tensors, or plain numbers?",
    ),
]  # fmt: skip
