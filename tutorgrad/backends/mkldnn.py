"""`torch.backends.mkldnn`: Intel's library of layers, which is not asked for here."""


def is_available() -> bool:
    """False: NumPy brings its own. Source: torch.backends.mkldnn.is_available."""
    return False
