"""What the texts in NumPy share: Adam and cross-entropy as one writes them by hand."""

from __future__ import annotations

import numpy as np


class Adam:
    """Adam (Kingma and Ba, 2015), its averages updated in place."""

    def __init__(self, parameters, rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.parameters, self.rate = parameters, rate
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [np.zeros_like(p) for p in parameters]
        self.v = [np.zeros_like(p) for p in parameters]
        self.t = 0

    def step(self, grads):
        self.t += 1
        rate = self.rate / (1 - self.beta1**self.t)
        correction = 1 / (1 - self.beta2**self.t)
        for p, m, v, grad in zip(self.parameters, self.m, self.v, grads, strict=True):
            m *= self.beta1
            m += (1 - self.beta1) * grad
            v *= self.beta2
            v += (1 - self.beta2) * np.square(grad)
            p -= rate * m / (np.sqrt(v * correction) + self.eps)


class SGD:
    """p -= rate * grad"""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate

    def step(self, grads):
        for p, grad in zip(self.parameters, grads, strict=True):
            p -= self.rate * grad


def cross_entropy(logits, labels):
    """The mean loss and its gradient at the logits."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(1, keepdims=True)
    p = np.exp(shifted)
    total = p.sum(1, keepdims=True)
    loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()
    p /= total
    p[rows, labels] -= 1
    p /= len(labels)
    return loss, p


def sigmoid(x):
    """By tanh: four times as fast as 1 / (1 + exp(-x)) in float32."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def softmax(x):
    """Along the last axis."""
    p = np.exp(x - x.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    return p


def layer_norm(x, weight, bias, eps=1e-5):
    """The output, and what its gradient needs: normalised x and 1 / deviation."""
    centred = x - x.mean(-1, keepdims=True)
    variance = np.einsum("...i,...i", centred, centred)[..., None] / x.shape[-1]
    scale = 1 / np.sqrt(variance + eps)
    centred *= scale
    return centred * weight + bias, centred, scale


def layer_norm_grad(grad, weight, normal, scale):
    """The gradients at x, weight and bias."""
    rows = tuple(range(grad.ndim - 1))
    product = grad * normal
    grad_weight, grad_bias = product.sum(rows), grad.sum(rows)
    grad = grad * weight
    dots = np.einsum("...i,...i", grad, normal)[..., None] / grad.shape[-1]
    grad -= grad.mean(-1, keepdims=True)
    grad -= normal * dots
    grad *= scale
    return grad, grad_weight, grad_bias
