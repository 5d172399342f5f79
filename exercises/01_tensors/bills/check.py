"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    price = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    return {
        "pieces": rng.integers(1, 9, (4, 3)),
        "prices": price(2, 3),
        "square": price(3, 3),
    }


MISTAKES = [
    Mistake(
        "two-dtypes", "M18",
        lambda s: s.raised("same dtype"),
        "A matrix product wants one dtype on both sides. Your whole numbers (`int64`, also called "
        "`long`) met `float32`.",
        "Which of the two tables can take over the dtype of the other without losing anything?",
    ),
    Mistake(
        "cents-lost", "M18",
        lambda s: s.same("square", s.given["pieces"] @ s.given["square"].astype(int).T),
        "Your prices became whole numbers: what stood behind the point is lost.",
        "Which of the two tables can change its dtype without losing anything?",
    ),
    Mistake(
        "refilled", "M23",
        lambda s: s.same("few_shops", s.given["pieces"] @ s.given["prices"].reshape(3, 2)),
        "The sizes fit, but the prices went to other fruits: `reshape` keeps the order of the "
        "numbers and only fills new rows with them.",
        "Which operation makes rows into columns?",
    ),
    Mistake(
        "not-turned", "M23",
        lambda s: s.same("square", s.given["pieces"] @ s.given["square"]),
        "In your product each row of `pieces` met a column of `prices`. But such a column is one "
        "fruit in all shops. (With 3 shops and 3 fruits this gives no error.)",
        "What should stand in the columns of the right table, and how do you get it there?",
    ),
    Mistake(
        "by-shop", "M23",
        lambda s: s.same("few_shops", s.expected("few_shops").T),
        "All bills are right, but the table is turned: your rows are shops.",
        "In `A @ B`, which of the two gives the rows of the result?",
    ),
    Mistake(
        "number-by-number", "M23",
        lambda s: s.raised("must match the size of tensor b"),
        "`*` multiplies number by number: the first customer met the first shop only. A customer "
        "has a bill in every shop.",
        "Which product takes each row of one table with each column of the other?",
    ),
    Mistake(
        "too-precise", "M18",
        lambda s: s.got("few_shops").dtype == np.float64
        and np.allclose(s.got("few_shops"), s.expected("few_shops")),
        "The bills are right, but they are `float64` now, and the prices were `float32`.",
        "Which dtype must the pieces get to meet the prices as they are?",
    ),
]  # fmt: skip
