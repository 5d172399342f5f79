"""The kit around the lessons: the command line and what the notebooks show."""
