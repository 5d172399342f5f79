"""What the texts in PyTorch's words share."""

from __future__ import annotations


def tensors(torch, *arrays):
    """A tensor of its own for each array."""
    return [torch.tensor(array) for array in arrays]


def load(torch, model, arrays):
    """Start a model's parameters, in their order, from the arrays that every engine starts from."""
    with torch.no_grad():
        for parameter, array in zip(model.parameters(), arrays, strict=True):
            parameter.copy_(torch.tensor(array))
