"""Why an error happened, in the learner's own names, and warnings where there is no error.

    from course.explain import explain, strict

`explain()` after an error of tutorgrad shows a short note: which of your variables took part, what
cut or broke the graph, the fix, and the lesson to read again. In a notebook it stands folded under
the traceback by itself. `with strict():` warns of five mistakes that raise nothing.
"""

from course.explain.shown import explain
from course.explain.silent import StrictWarning, strict

__all__ = ["StrictWarning", "explain", "strict"]
