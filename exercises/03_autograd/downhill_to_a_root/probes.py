"""What is asked of an answer."""


def first_step(answer, target, rate):
    """Where `w` stands after one step."""
    return float(answer.descend(target, rate, 1)[0])


def path(answer, target, rate):
    """The whole way, of six steps."""
    return [float(w) for w in answer.descend(target, rate, 6)]
