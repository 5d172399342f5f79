"""`torch.backends.cpu`: what the processor can."""


def get_cpu_capability() -> str:
    """The answer "DEFAULT": NumPy chooses its instructions itself.

    Source: torch.backends.cpu.get_cpu_capability.
    """
    return "DEFAULT"
