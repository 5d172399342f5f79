"""What is asked of an answer."""


def _said(answer, letters):
    """The places at some letters; "cuda:0" is "cuda", and "Error" is "error"."""
    said = {letter: answer.answer[letter] for letter in letters}
    return {k: v if v is ... else str(v).strip().lower().removesuffix(":0")
            for k, v in said.items()}  # fmt: skip


def after_a_move(answer):
    """The places a, g and h: what is moved, and what is copied."""
    return _said(answer, "agh")


def single_numbers(answer):
    """The places b, c and d: a tensor on the card and one number."""
    return _said(answer, "bcd")


def made_from_another(answer):
    """The places e, f and j: what is made after the model of another tensor."""
    return _said(answer, "efj")


def numpy(answer):
    """The place i: NumPy and the card."""
    return _said(answer, "i")
