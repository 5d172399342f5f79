"""The table of errors that `explain` knows, one row each; the first that fits speaks."""

from course.explain.cases import backward, functions, kinds, leaves, modules, shapes

TABLE = [
    *backward.CASES,
    *leaves.CASES,
    *functions.CASES,
    *modules.CASES,
    *shapes.CASES,
    *kinds.CASES,
]
