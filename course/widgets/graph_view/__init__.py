"""The graph of a tensor as a picture: what was recorded, in groups that open and close."""

from course.widgets.graph_view.view import GraphView, show_graph

__all__ = ["GraphView", "show_graph"]
