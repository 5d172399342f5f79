"""`torch.backends.cuda`: switches of matrix products on NVIDIA's GPUs."""

from .. import cuda


class _Matmul:
    """`torch.backends.cuda.matmul`."""

    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True


matmul = _Matmul()


def is_built() -> bool:
    """Is there a way to a GPU, CuPy with a card? Source: torch.backends.cuda.is_built."""
    return cuda.is_available()
