"""Widgets for notebooks: pictures that can be operated, each shown with one line."""

from course.widgets.broadcast import Broadcast, show_broadcast
from course.widgets.storage import StorageView, show_storage

__all__ = ["Broadcast", "StorageView", "show_broadcast", "show_storage"]
