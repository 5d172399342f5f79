"""Grading a class: release, hand-in, sandbox, gradebook, feedback and report."""
