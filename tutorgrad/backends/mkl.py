"""`torch.backends.mkl`: Intel's mathematics library, which is not asked for here."""


def is_available() -> bool:
    """False: NumPy brings its own. Source: torch.backends.mkl.is_available."""
    return False
