"""Widgets for notebooks: pictures that can be operated, each shown with one line."""

from course.widgets.broadcast import Broadcast, show_broadcast

__all__ = ["Broadcast", "show_broadcast"]
