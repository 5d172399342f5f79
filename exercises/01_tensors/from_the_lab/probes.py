"""What is asked of an answer."""


def with_a_point(answer, decimals, counts):
    """The tensor for an array of float64."""
    return answer.centred(decimals)


def whole_numbers(answer, decimals, counts):
    """The tensor for an array of whole numbers."""
    return answer.centred(counts)


def array_kept(answer, decimals, counts):
    """The array of the laboratory after your function has seen it."""
    array = decimals.copy()
    answer.centred(array)
    return [array]
