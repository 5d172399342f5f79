"""Messages of the browser that are heard while a cell runs.

A kernel handles what the browser sends between two cells, so a button pressed during a training
loop would be answered after the loop. Some front ends and kernels have subshells for this; but
ipykernel 7.4 sends a widget's messages back to the main shell once a cell has spoken through the
widget. So the messages of a widget that asks for it are taken out here, where they arrive:

- ipykernel 7 reads the shell channel in a thread of its own: that thread hears them at once;
- ipykernel 6 reads it in the main thread, between cells: `look()` reads it from inside the loop.

Everything else goes on its way, in its order. In any other kernel the messages wait for the cell's
end, and `look` does nothing.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

__all__ = ["hear", "look", "waits"]

Heard = Callable[[Any, dict[str, Any], Any], None]
listeners: weakref.WeakValueDictionary[str, Any] = weakref.WeakValueDictionary()
"""The widgets that hear at once, by the number of their channel to the browser (`comm_id`)."""


def hear(widget: Any) -> None:
    """From now on `widget._heard(widget, content, buffers)` is called while a cell runs too.

    It may be called in a thread of the kernel, beside the cell: it must hold a lock.
    """
    kernel = the_kernel()
    if kernel is None or widget.comm is None:
        return
    listeners[widget.comm.comm_id] = widget
    stream = kernel.shell_stream
    if not isinstance(stream._recv_callback, Fork):
        stream._recv_callback = Fork(kernel, stream._recv_callback)


def look() -> None:
    """Read what has arrived, where no thread does it; from the main thread."""
    kernel = the_kernel()
    if kernel is None or threading.current_thread() is not threading.main_thread():
        return
    if waits():
        kernel.shell_stream.flush(POLL_IN)


def waits() -> bool:
    """Whether what is pressed while a cell runs is heard at its end, unless that cell looks."""
    kernel = the_kernel()
    return kernel is not None and getattr(kernel, "shell_channel_thread", None) is None


POLL_IN = 1  # zmq.POLLIN: messages that wait to be read


def the_kernel() -> Any:
    """The ipykernel that this code runs in, or None."""
    ipykernel = __import__("sys").modules.get("ipykernel.kernelbase")
    if ipykernel is None or not ipykernel.Kernel.initialized():
        return None
    kernel = ipykernel.Kernel.instance()
    return kernel if hasattr(getattr(kernel, "shell_stream", None), "_recv_callback") else None


class Fork:
    """Takes the place of what is called with each message; calls it for all but our own."""

    def __init__(self, kernel: Any, before: Callable[[Any], Any]) -> None:
        self.kernel, self.before = kernel, before

    def __call__(self, frames: Any) -> Any:
        ours = self.ours(frames)
        if ours is None:
            return self.before(frames)
        widget, message = ours
        try:
            widget._heard(widget, message["content"]["data"]["content"], message["buffers"])
        except Exception:  # as ipykernel does: an error in a handler ends the handler only
            self.kernel.log.error("Exception in a widget's handler", exc_info=True)
        return None

    def ours(self, frames: Any) -> tuple[Any, dict[str, Any]] | None:
        """The widget that a message is for and what it says, or None for any other message."""
        session = self.kernel.session
        _, parts = session.feed_identities(frames, copy=False)
        try:
            peek = session.deserialize(parts, content=False, copy=False)
            if peek["header"]["msg_type"] != "comm_msg":
                return None
            content = session.unpack(peek["content"])
            widget = listeners.get(content["comm_id"])
            if widget is None or content["data"].get("method") != "custom":
                return None
            return widget, session.deserialize(parts, copy=False)
        except (ValueError, KeyError):  # not for us to judge: the kernel says what is wrong
            return None
