"""Widgets for notebooks: pictures that can be operated, each shown with one line."""

from course.graph.modules import record_modules
from course.graph.text import graph_text
from course.widgets.backward import BackwardStepper, show_backward
from course.widgets.break_it import BreakIt, break_it
from course.widgets.broadcast import Broadcast, show_broadcast
from course.widgets.four_ways import FourWays, show_four_ways
from course.widgets.function_lens import FunctionLens, show_function
from course.widgets.graph_view import GraphView, show_graph
from course.widgets.landscape import Landscape, show_landscape
from course.widgets.ledger import Ledger
from course.widgets.loss_plot import LossPlot
from course.widgets.playground import Playground
from course.widgets.storage import StorageView, show_storage
from course.widgets.trainer import Trainer
from course.widgets.vote import Vote, vote

__all__ = [
    "BackwardStepper",
    "BreakIt",
    "Broadcast",
    "FourWays",
    "FunctionLens",
    "GraphView",
    "Landscape",
    "Ledger",
    "LossPlot",
    "Playground",
    "StorageView",
    "Trainer",
    "Vote",
    "break_it",
    "graph_text",
    "record_modules",
    "show_backward",
    "show_broadcast",
    "show_four_ways",
    "show_function",
    "show_graph",
    "show_landscape",
    "show_storage",
    "vote",
]
