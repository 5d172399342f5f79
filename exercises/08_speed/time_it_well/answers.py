# %% given
from statistics import mean, median

# %% stub
def microseconds(work, clock, rounds, times):
    found = []
    for _ in range(rounds * times):
        began = clock()
        work()
        found.append(clock() - began)
    return mean(found) * 1e6

# %% solution
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) / times * 1e6)
    return median(found)

# %% wrong no-warm-up
def microseconds(work, clock, rounds, times):
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) / times * 1e6)
    return median(found)

# %% wrong mean-of-rounds
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) / times * 1e6)
    return mean(found)

# %% wrong looks-at-each-call
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds * times):
        began = clock()
        work()
        found.append((clock() - began) * 1e6)
    return median(found)

# %% wrong best-round
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) / times * 1e6)
    return min(found)

# %% wrong all-the-calls
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) * 1e6)
    return median(found)

# %% wrong in-seconds
def microseconds(work, clock, rounds, times):
    work()
    found = []
    for _ in range(rounds):
        began = clock()
        for _ in range(times):
            work()
        found.append((clock() - began) / times)
    return median(found)
