"""Comparisons with the reference, PyTorch 2.13: collected only where it is installed."""

import importlib.util

if importlib.util.find_spec("torch") is None:
    collect_ignore_glob = ["test_*.py"]
