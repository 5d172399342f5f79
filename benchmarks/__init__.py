"""The same workloads through interchangeable engines, side by side: `python -m benchmarks`."""
