"""`torch.backends`: switches of the libraries under PyTorch. Here they are read and kept, no more.

NumPy or CuPy does the work, so no switch changes a result; `is_available` says what is true here.
"""

from . import cpu, cuda, cudnn, mkl, mkldnn, mps, openmp

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp"]
