"""What is asked of an answer."""

import numpy as np


def _ask(answer, g, *shapes):
    """Each shape by its name, so that a difference says where it is."""
    return {str(shape): np.asarray(answer.unbroadcast(g.copy(), shape)) for shape in shapes}


def same_shape(answer, g):
    """Nothing was stretched: the gradient comes back as it is."""
    return _ask(answer, g, g.shape)


def new_axes(answer, g):
    """Axes were put in front: the shapes (4) and (3, 4), and a single number ()."""
    return _ask(answer, g, (4,), (3, 4), ())


def stretched_axes(answer, g):
    """Axes of length 1 were stretched: (2, 1, 4), (2, 3, 1) and (1, 3, 1)."""
    return _ask(answer, g, (2, 1, 4), (2, 3, 1), (1, 3, 1))


def both(answer, g):
    """Both at once: (3, 1), (1, 4), (1, 1) and (1)."""
    return _ask(answer, g, (3, 1), (1, 4), (1, 1), (1,))
