"""The workloads, in the order of the tables."""

from __future__ import annotations

from ..workload import Workload
from . import chain, data, layernorm, lenet, lstm, mlp, net, transformer

FILES = (net, chain, mlp, lenet, lstm, transformer, layernorm, data)
WORKLOADS: dict[str, Workload] = {
    workload.name: workload for file in FILES for workload in file.WORKLOADS
}
MEMORY_WORKLOAD = WORKLOADS["net-autograd"]
SPECIAL = ("memory", "import")
