"""`torch.backends.openmp`: threads by OpenMP, which is not asked for here."""


def is_available() -> bool:
    """False: NumPy brings its own. Source: torch.backends.openmp.is_available."""
    return False
