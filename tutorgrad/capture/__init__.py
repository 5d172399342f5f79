"""Capture and replay: what `torch.compile` does with a training step."""

from .recording import CaptureError
from .step import Step

__all__ = ["CaptureError", "Step"]
