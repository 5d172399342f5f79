"""The workloads, in the order of the tables."""

from __future__ import annotations

from ..workload import Workload
from . import chain, net

WORKLOADS: dict[str, Workload] = {
    workload.name: workload for file in (net, chain) for workload in file.WORKLOADS
}
MEMORY_WORKLOAD = WORKLOADS["net-autograd"]
SPECIAL = ("memory", "import")
