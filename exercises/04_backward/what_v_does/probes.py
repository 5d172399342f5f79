"""What is asked of an answer."""

from course.inside.said import whole


def _numbers(value):
    """A list of plain numbers, also where the answer wrote a tuple or a tensor."""
    return [float(number) for number in value]


def first(answer):
    """`x.grad` after the first walk."""
    return _numbers(answer.first)


def second(answer):
    """`x.grad` after the second walk."""
    return _numbers(answer.second)


def afterwards(answer):
    """`x` after the second walk."""
    return _numbers(answer.afterwards)


def third(answer):
    """`x.grad` after the third walk."""
    return _numbers(answer.third)


def sizes(answer):
    """How many numbers the argument has, and how many `x.grad` has."""
    return [whole(answer.numbers_in_argument), whole(answer.numbers_in_grad)]


def without_argument(answer):
    """What `backward()` does here without its argument."""
    letter = answer.without_argument
    return letter.strip().upper() if isinstance(letter, str) else letter
