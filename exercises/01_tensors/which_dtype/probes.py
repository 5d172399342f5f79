"""What is asked of an answer."""

OTHER_NAMES = {"float": "float32", "double": "float64", "long": "int64", "int": "int64"}


def _said(answer, letters):
    """The names at some letters; torch.float32, "torch.float32" and "float32" are the same."""
    return {letter: _name(answer.answer[letter]) for letter in letters}


def _name(dtype):
    if dtype is ...:
        return dtype
    name = getattr(dtype, "__name__", str(dtype)).strip().lower()
    name = name.removeprefix("torch.").removeprefix("np.")
    return OTHER_NAMES.get(name, name)


def of_whole_numbers(answer):
    """The dtypes a, b and e: what is made of whole numbers."""
    return _said(answer, "abe")


def with_plain_numbers(answer):
    """The dtypes c, d and f: where plain Python numbers with a point take part."""
    return _said(answer, "cdf")


def from_numpy(answer):
    """The dtypes g and h: where numbers come from NumPy."""
    return _said(answer, "gh")
