"""What is asked of an answer."""


def _said(answer, letters):
    """The shapes at some letters, as lists; a number alone is a shape of one dimension."""
    said = {letter: answer.answer[letter] for letter in letters}
    for letter, shape in said.items():
        if isinstance(shape, str):
            said[letter] = shape.strip().lower()
        else:
            said[letter] = [int(n) for n in ([shape] if isinstance(shape, int) else shape)]
    return said


def table_and_row(answer):
    """The shapes a and b: a table and a tensor of one dimension."""
    return _said(answer, "ab")


def columns(answer):
    """The shapes c, d and e: a column and something else."""
    return _said(answer, "cde")


def multiples(answer):
    """The shape f: twice as many numbers."""
    return _said(answer, "f")


def three_dimensions(answer):
    """The shapes g and h: three dimensions and two."""
    return _said(answer, "gh")
