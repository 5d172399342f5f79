# %% given
import time

import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
def milliseconds(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000

# %% solution
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)

# %% wrong clock-of-the-program
def milliseconds(work):
    torch.cuda.synchronize()
    began = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return (time.perf_counter() - began) * 1000

# %% wrong nobody-waited
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    return start.elapsed_time(end)

# %% wrong without-timing
def milliseconds(work):
    start = torch.cuda.Event()
    end = torch.cuda.Event()
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)

# %% wrong marks-after-the-work
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    work()
    start.record()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)

# %% wrong no-mark
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    work()
    torch.cuda.synchronize()
    return start.elapsed_time(end)

# %% wrong in-seconds
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1000

# %% wrong backwards
def milliseconds(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return end.elapsed_time(start)
