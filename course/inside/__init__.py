"""What runs beside a student's answer, in the sandbox: the standard library, NumPy and tutorgrad.

This folder is all of the kit that an answer can see while it is graded. It holds no solution, no
expected value and no rule: an answer may read and change every line of it. It gives back plain
data, and what that is worth is decided outside. What is counted in here about the answer itself
(nodes, journeys over the cable, steps of an optimizer) it can forge; values that are right it
cannot.
"""
