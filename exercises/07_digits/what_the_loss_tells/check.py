"""What mistakes look like: the first program with a wrong cause is told."""

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "equal-to-the-last-digit", "M9",
        lambda s: s.wrong("a"),
        lambda s: f"Cause {s.got('a')} does not explain A: there the loss does not change even in "
        "its last digit, so no weight has moved at all.",
        "With which gradient does a step move nothing, and what could have made it so?",
    ),
    Mistake(
        "stops-early", "",
        lambda s: s.wrong("b"),
        lambda s: f"Cause {s.got('b')} does not explain B: it learns for hundreds of steps and "
        "comes to rest at 1.46, as if there were a floor.",
        "Which loss does a network have whose ten outputs lie between 0 and 1, at its very best?",
    ),
    Mistake(
        "large-from-the-start", "M25",
        lambda s: s.wrong("c"),
        lambda s: f"Cause {s.got('c')} does not explain C: its very first loss, before any step, "
        "is 32 times as large as in the right program.",
        "Of what does the batch hold 32, and how does the loss put them together?",
    ),
    Mistake(
        "nan-before-any-step", "",
        lambda s: s.wrong("d"),
        lambda s: f"Cause {s.got('d')} does not explain D: its very first loss is `nan`, before "
        "any step. So the pictures or the labels were no numbers already.",
        "Which pixels are the same in every picture, and what is their deviation?",
    ),
    Mistake(
        "far-too-long", "M25",
        lambda s: s.wrong("e"),
        lambda s: f"Cause {s.got('e')} does not explain E: the first loss is right, and one single "
        "step makes it a thousand times as large.",
        "What decides how long the very first step is?",
    ),
    Mistake(
        "hardly-moves", "M25",
        lambda s: s.wrong("f"),
        lambda s: f"Cause {s.got('f')} does not explain F: the loss falls in the right direction, "
        "but hardly at all.",
        "What decides how long a step is?",
    ),
    Mistake(
        "memory", "M6",
        lambda s: s.wrong("g"),
        lambda s: f"Cause {s.got('g')} does not explain G: every step is right, and yet something "
        "of each step stays in memory.",
        "Which of the nine lines keeps a tensor from one step to the next?",
    ),
]  # fmt: skip
