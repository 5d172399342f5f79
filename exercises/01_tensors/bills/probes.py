"""What is asked of an answer."""

import tutorgrad as torch


def few_shops(answer, pieces, prices, square):
    """The bills when there are fewer shops than kinds of fruit."""
    return answer.bills(torch.tensor(pieces), torch.tensor(prices))


def square(answer, pieces, prices, square):
    """The bills when there are as many shops as kinds of fruit: nothing stops a wrong product."""
    return answer.bills(torch.tensor(pieces), torch.tensor(square))
