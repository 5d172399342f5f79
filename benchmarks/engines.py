"""The engines: what each is called, which text it runs, and how a process gets ready for it."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .memory import keep_memory, malloc_state
from .peers import PEERS, Peer
from .workload import Workload


@dataclass(frozen=True)
class Engine:
    """A name on the command line, the module behind it, and what is special about it."""

    name: str
    module: str
    note: str
    keep_memory: bool = False
    replay: bool = False
    eager: bool = True

    @property
    def peer(self) -> bool:
        """Whether it is another library than PyTorch, NumPy and tutorgrad."""
        return self.module in PEERS

    @property
    def family(self) -> str:
        """Whose text it runs."""
        if self.peer:
            return "peers"
        return "numpy" if self.module == "numpy" else "torch"

    @property
    def installed(self) -> bool:
        """Whether the module can be found."""
        return importlib.util.find_spec(self.module) is not None

    def load(self) -> ModuleType | Peer:
        """Import the module in a process of its own: what a text is called with."""
        if self.keep_memory:
            keep_memory()
        if self.peer:
            return PEERS[self.module]()
        module = importlib.import_module(self.module)
        if self.module == "torch":
            module.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
        return module

    def build(self, module: Any, workload: Workload) -> Callable[[], Any]:
        """The step of a workload, ready to be called."""
        text = workload.texts[self.family]
        made = text(module, *workload.arrays())
        step, *batch = made if isinstance(made, tuple) else (made,)
        if self.replay:
            step = module.compile(step, fullgraph=True)
        return (lambda: step(*batch)) if batch else step

    def refusal(self, workload: Workload) -> str | None:
        """Why this engine cannot run a workload, as far as that is known beforehand."""
        if not self.installed:
            return "not installed"
        if self.family not in workload.texts:
            return "no text for it"
        if self.replay and not workload.replayed:
            return "nothing to replay"
        return None


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("numpy", "numpy", "by hand, freed memory kept", keep_memory=True),
        Engine("numpy-default", "numpy", "by hand, malloc as it is"),
        Engine("torch", "torch", "PyTorch, eager"),
        Engine("tutorgrad", "tutorgrad", "the same text as torch"),
        Engine("tutorgrad-replay", "tutorgrad", "step = torch.compile(step)", replay=True),
        Engine("jax", "jax", "the whole step under jax.jit", eager=False),
        Engine("autograd", "autograd", "eager"),
        Engine("mygrad", "mygrad", "eager"),
        Engine("dezero", "dezero", "eager"),
        Engine("tinygrad", "tinygrad", "without its jit"),
    )
}
DEFAULT = [name for name in ENGINES if name != "numpy-default"]


def environment(threads: int) -> dict[str, str]:
    """The environment of a worker: so many threads, no wish for another BLAS kernel, and bytecode
    is kept, as everywhere: what is compiled once is no part of an import.
    """
    dropped = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    one = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    extra = {
        "PYTHONHASHSEED": "0",
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": one if threads == 1 else "",
        "DEV": "CPU",  # tinygrad
        "THREADS": "0" if threads == 1 else str(threads),  # tinygrad
    }
    return {**kept, **{name: str(threads) for name in names}, **extra}


def conditions(engine: Engine) -> dict[str, str]:
    """What this process runs on: version, BLAS kernel, whether malloc keeps what is freed."""
    try:
        version = importlib.metadata.version(engine.module)
    except importlib.metadata.PackageNotFoundError:  # run from a clone
        version = getattr(sys.modules[engine.module], "__version__", "unknown")
    return {
        "version": version,
        "python": platform.python_version(),
        "blas": blas_kernel(),
        "freed memory": malloc_state(),
    }


def blas_kernel() -> str:
    """The linear algebra library of this process and its kernel, where threadpoolctl can tell."""
    if "torch" in sys.modules:
        config = sys.modules["torch"].__config__.show()
        named = [line.strip(" -") for line in config.splitlines() if "Math Kernel" in line]
        return (named or ["torch's own"])[0].partition(" for ")[0]
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "unknown (threadpoolctl is not installed)"
    found = [
        f"{pool['internal_api']} {pool['version']} {pool.get('architecture', '')}".strip()
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    ]
    return ", ".join(dict.fromkeys(found)) or "unknown"


def processor() -> str:
    """The processor's name."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if "model name" in line]
        return names[0]
    except (OSError, IndexError):
        return platform.processor() or platform.machine()
