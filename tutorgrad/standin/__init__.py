"""The folder that `python -m tutorgrad` puts first on the path: its `torch` is tutorgrad."""
