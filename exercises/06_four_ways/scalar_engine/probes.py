"""What is asked of an answer."""


def _gradients(y, *numbers):
    y.backward()
    return [float(y.data), *(float(number.grad) for number in numbers)]


def each_once(answer, a, b, c):
    """`a * b + c`, where each number is used once: the value and the gradients."""
    a, b, c = map(answer.Number, (a, b, c))
    return _gradients(a * b + c, a, b, c)


def relu(answer, a, b, c):
    """`relu`, for a positive and for a negative number."""
    a, b = answer.Number(a), answer.Number(-b)
    return _gradients(c * a.relu() + c * b.relu(), a, b)


def used_often(answer, a, b, c):
    """`a * a + a * b`, where one number is used three times."""
    a, b = answer.Number(a), answer.Number(b)
    return _gradients(a * a + a * b, a, b)


def shared_on_the_way(answer, a, b, c):
    """Values on the way that are used twice, on paths of different lengths."""
    a, b = answer.Number(a), answer.Number(b)
    h = a * b
    for _ in range(3):
        h = h * h * 0.5 + h
    return _gradients(h, a, b)


def two_results(answer, a, b, c):
    """Two results that are made from the same number: their gradients add up."""
    a, b, c = map(answer.Number, (a, b, c))
    (a * b).backward()
    return _gradients(2 * a + c, a, b, c)
