"""`torch.backends.mps`: Apple's GPUs, which NumPy and CuPy do not reach."""


def is_available() -> bool:
    """False. Source: torch.backends.mps.is_available."""
    return False


def is_built() -> bool:
    """False. Source: torch.backends.mps.is_built."""
    return False
