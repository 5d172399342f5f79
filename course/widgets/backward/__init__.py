"""`show_backward`: the walk of backward(), step by step, and three ways to get it wrong."""

from course.widgets.backward.stepper import BackwardStepper, show_backward

__all__ = ["BackwardStepper", "show_backward"]
