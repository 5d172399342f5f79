"""What is asked of an answer."""

FIRST, DISTURBED = 1000, 40  # how many times longer the first call, and one that is disturbed
SLOWER = 0.004  # how much longer each call is than the one before
EVERY = 25  # calls: 2 of 5 rounds of 10 calls are disturbed


def _told(answer, rounds, work, look):
    """What the answer tells of made-up work. work, look: microseconds of a call, and of a look."""
    now, calls = 0.0, 0

    def clock():
        nonlocal now
        now += look * 1e-6
        return now

    def call():
        nonlocal now, calls
        took = work * (1 + SLOWER * calls)
        if rounds > 1 and calls % EVERY == EVERY - 1:
            took += work * DISTURBED
        now += (took if calls else FIRST * work) * 1e-6
        calls += 1

    return {"microseconds": float(answer.microseconds(call, clock, rounds, 10))}


def one_round(answer, work, look):
    """The time of a call when nothing disturbs, from a single round."""
    return _told(answer, 1, work, look)


def five_rounds(answer, work, look):
    """The time of a call when 2 of 5 rounds are disturbed."""
    return _told(answer, 5, work, look)
