"""The exercises: what one is, what an answer is worth, and `check` in the notebook.

    from course.exercises import check, hint, solution

An exercise is a folder `exercises/LESSON/NAME` of four files; `exercise.py` reads it.
"""
