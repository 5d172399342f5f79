"""The kit around the lessons: the command line and what the notebooks show."""

MINIMUM_PYTHON = (3, 11)
