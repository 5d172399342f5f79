"""What is asked of an answer."""


def _said(answer, letters):
    said = {letter: answer.shares[letter] for letter in letters}
    return {
        letter: shares if shares is ... or isinstance(shares, str) else bool(shares)
        for letter, shares in said.items()
    }


def other_shapes(answer):
    """Which of b, e and h share: other shapes and orders of all the numbers."""
    return _said(answer, "beh")


def parts(answer):
    """Which of c, d and g share: parts of the table."""
    return _said(answer, "cdg")


def clone(answer):
    """Whether f shares."""
    return _said(answer, "f")


def at_the_end(answer):
    """The numbers of `a` after the last line."""
    rows = answer.a_at_the_end
    rows = rows.tolist() if hasattr(rows, "tolist") else rows
    return [[float(n) for n in row] for row in rows]
