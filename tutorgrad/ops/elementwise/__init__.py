"""Functions of every element on its own: arithmetic, smooth functions, corners, comparison."""
