# %% given
import tutorgrad as torch

# %% stub
def bills(pieces, prices):
    return pieces * prices

# %% solution
def bills(pieces, prices):
    return pieces.float() @ prices.t()

# %% wrong not-turned
def bills(pieces, prices):
    return pieces.float() @ prices

# %% wrong refilled
def bills(pieces, prices):
    shops, fruits = prices.shape
    return pieces.float() @ prices.reshape(fruits, shops)

# %% wrong two-dtypes
def bills(pieces, prices):
    return pieces @ prices.t()

# %% wrong cents-lost
def bills(pieces, prices):
    return pieces @ prices.long().t()

# %% wrong by-shop
def bills(pieces, prices):
    return prices @ pieces.float().t()

# %% wrong number-by-number
def bills(pieces, prices):
    return (pieces * prices).sum(dim=1)

# %% wrong too-precise
def bills(pieces, prices):
    return pieces.double() @ prices.double().t()
