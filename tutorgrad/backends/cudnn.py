"""`torch.backends.cudnn`: NVIDIA's library of layers, which is not used here."""

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """False: tutorgrad's GPU code is CuPy's. Source: torch.backends.cudnn.is_available."""
    return False


def version() -> None:
    """None: there is no cuDNN. Source: torch.backends.cudnn.version."""
