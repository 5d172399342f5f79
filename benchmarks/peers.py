"""The peers: jax, autograd, mygrad, dezero and tinygrad run one text, a loss as a function.

`loss(F, parameters, *batch)` uses operators and the functions of F; a peer's F is its own library's
function where there is one, and `Peer`'s composition of smaller ones where there is none. Updates
are written as one would for that library.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .workload import Unsupported
from .workloads.by_hand import SGD, Adam

Loss = Callable[..., Any]


class Peer:
    """What a text may use; this class holds what several libraries share: NumPy's names."""

    name = ""
    functions = ""  # the module that has exp, log, …

    def __init__(self) -> None:
        self.library: Any = importlib.import_module(self.name)
        self.np: Any = importlib.import_module(self.functions or self.name)

    # elementwise and shapes, by NumPy's names

    def exp(self, x: Any) -> Any:
        return self.np.exp(x)

    def log(self, x: Any) -> Any:
        return self.np.log(x)

    def sqrt(self, x: Any) -> Any:
        return self.np.sqrt(x)

    def tanh(self, x: Any) -> Any:
        return self.np.tanh(x)

    def sigmoid(self, x: Any) -> Any:
        return 0.5 * self.tanh(0.5 * x) + 0.5

    def relu(self, x: Any) -> Any:
        return self.np.maximum(x, 0)

    def sum(self, x: Any, axis: int | None = None) -> Any:
        return self.np.sum(x) if axis is None else self.np.sum(x, axis=axis, keepdims=True)

    def reshape(self, x: Any, shape: tuple[int, ...]) -> Any:
        return self.np.reshape(x, shape)

    def transpose(self, x: Any, axes: tuple[int, ...]) -> Any:
        return self.np.transpose(x, axes)

    def concatenate(self, parts: Sequence[Any]) -> Any:
        return self.np.concatenate(parts)

    def matmul(self, a: Any, b: Any) -> Any:
        return a @ b

    def take(self, x: Any, index: np.ndarray) -> Any:
        return x[index]

    def pick(self, x: Any, labels: np.ndarray) -> Any:
        return x[np.arange(len(labels)), labels]

    def zeros(self, shape: tuple[int, ...]) -> Any:
        return self.constant(np.zeros(shape, np.float32))

    def constant(self, array: np.ndarray) -> Any:
        return array

    def conv(self, x: Any, weight: Any, bias: Any, padding: int) -> Any:
        raise Unsupported("has no convolution")

    def max_pool(self, x: Any) -> Any:
        raise Unsupported("has no pooling")

    # made of these

    def linear(self, x: Any, weight: Any, bias: Any) -> Any:
        return self.matmul(x, weight.T) + bias

    def softmax(self, x: Any) -> Any:
        e = self.exp(x)  # the largest is not taken off: these numbers are small
        return e / self.sum(e, -1)

    def cross_entropy(self, logits: Any, labels: np.ndarray) -> Any:
        total = self.log(self.sum(self.exp(logits), -1))
        return (self.sum(total) - self.sum(self.pick(logits, labels))) * (1 / len(labels))

    def layer_norm(self, x: Any, weight: Any, bias: Any) -> Any:
        size = x.shape[-1]
        centred = x - self.sum(x, -1) * (1 / size)
        variance = self.sum(centred * centred, -1) * (1 / size)
        return centred / self.sqrt(variance + 1e-5) * weight + bias

    def loop(self, cell: Callable, state: Any, inputs: Any) -> Any:
        """The first part of every state of a recurrence, one after the other."""
        outputs = []
        for t in range(inputs.shape[0]):
            state = cell(state, inputs[t])
            outputs.append(state[0])
        return self.concatenate(outputs)

    # differentiating

    def gradients(self, loss: Loss, parameters: Sequence[np.ndarray], batch: Any) -> Callable:
        """A step that returns the loss and its gradient at each parameter."""
        raise NotImplementedError

    def train(
        self, loss: Loss, parameters: Sequence[np.ndarray], batch: Any, adam: bool, rate: float
    ) -> Callable:
        """A step that moves the parameters and returns the loss; here by NumPy, in place."""
        optimizer = (Adam if adam else SGD)(list(parameters), rate)
        step = self.gradients(loss, parameters, batch)

        def update() -> Any:
            value, *grads = step()
            optimizer.step(grads)
            return value

        return update

    def forward(self, loss: Loss, parameters: Sequence[np.ndarray], batch: Any) -> Callable:
        """A step that only computes, and records nothing."""
        return lambda: loss(self, parameters, *batch)


class Autograd(Peer):
    name, functions = "autograd", "autograd.numpy"

    def gradients(self, loss, parameters, batch):
        function = self.library.value_and_grad(lambda p: loss(self, p, *batch))
        parameters = list(parameters)

        def step():
            value, grads = function(parameters)
            return value, *grads

        return step

    def forward(self, loss, parameters, batch):
        raise Unsupported("is plain NumPy where it records nothing")


class Mygrad(Peer):
    name = "mygrad"

    def gradients(self, loss, parameters, batch):
        leaves = [self.library.tensor(array, copy=False) for array in parameters]

        def step():
            value = loss(self, leaves, *batch)
            value.backward()
            return value.item(), *(leaf.grad for leaf in leaves)

        return step

    def forward(self, loss, parameters, batch):
        leaves = [self.library.tensor(array) for array in parameters]

        def step():
            with self.library.no_autodiff:
                return loss(self, leaves, *batch).item()

        return step

    def relu(self, x):
        return self.library.nnet.relu(x)

    def sigmoid(self, x):
        return self.library.nnet.sigmoid(x)

    def softmax(self, x):
        return self.library.nnet.softmax(x)

    def cross_entropy(self, logits, labels):
        return self.library.nnet.softmax_crossentropy(logits, labels)

    def conv(self, x, weight, bias, padding):
        y = self.library.nnet.conv_nd(x, weight, stride=1, padding=padding)
        return y + bias.reshape(1, -1, 1, 1)

    def max_pool(self, x):
        return self.library.nnet.max_pool(x, (2, 2), 2)


class Dezero(Peer):
    """Written when NumPy still had `np.int`: it gets the name back."""

    name, functions = "dezero", "dezero.functions"

    def __init__(self) -> None:
        vars(np).setdefault("int", int)
        super().__init__()

    def gradients(self, loss, parameters, batch):
        leaves = [self.library.Variable(np.asarray(array)) for array in parameters]

        def step():
            for leaf in leaves:
                leaf.cleargrad()
            value = loss(self, leaves, *batch)
            value.backward()
            return value.data, *(leaf.grad.data for leaf in leaves)

        return step

    def forward(self, loss, parameters, batch):
        leaves = [self.library.Variable(np.asarray(array)) for array in parameters]

        def step():
            with self.library.no_grad():
                return loss(self, leaves, *batch).data

        return step

    def relu(self, x):
        return self.np.relu(x)

    def sqrt(self, x):
        return x**0.5

    def linear(self, x, weight, bias):
        return self.np.linear(x, weight.T, bias)

    def matmul(self, a, b):
        if a.ndim > 2:
            raise Unsupported("has no product of batches of matrices")
        return self.np.matmul(a, b)

    def concatenate(self, parts):
        raise Unsupported("has no concatenation")

    def softmax(self, x):
        return self.np.softmax(x)

    def cross_entropy(self, logits, labels):
        return self.np.softmax_cross_entropy(logits, labels)

    def conv(self, x, weight, bias, padding):
        return self.np.conv2d(x, weight, bias, pad=padding)

    def max_pool(self, x):
        return self.np.pooling(x, 2, 2)


class Jax(Peer):
    name, functions = "jax", "jax.numpy"

    def gradients(self, loss, parameters, batch):
        jax = self.library
        function = jax.jit(jax.value_and_grad(lambda p, *batch: loss(self, p, *batch)))
        parameters = [self.np.asarray(array) for array in parameters]
        batch = [self.np.asarray(array) for array in batch]

        def step():
            value, grads = function(parameters, *batch)
            return value, *grads

        return step

    def train(self, loss, parameters, batch, adam, rate):
        jax, tree = self.library, self.library.tree.map

        @jax.jit
        def update(state, *batch):
            p, m, v, t = state
            value, grads = jax.value_and_grad(lambda p: loss(self, p, *batch))(p)
            if not adam:
                return value, (tree(lambda p, g: p - rate * g, p, grads), m, v, t)
            t = t + 1
            m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
            v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
            root = [self.np.sqrt(s / (1 - 0.999**t)) + 1e-8 for s in v]
            p = tree(lambda p, m, r: p - rate / (1 - 0.9**t) * m / r, p, m, root)
            return value, (p, m, v, t)

        start = [self.np.asarray(array) for array in parameters]
        zeros = [self.np.zeros_like(p) for p in start]
        state = start, zeros, zeros, self.np.float32(0)
        batch = [self.np.asarray(array) for array in batch]

        def step():
            nonlocal state
            value, state = update(state, *batch)
            return value

        return step

    def forward(self, loss, parameters, batch):
        function = self.library.jit(lambda p, *batch: loss(self, p, *batch))
        parameters = [self.np.asarray(array) for array in parameters]
        return lambda: function(parameters, *batch)

    def loop(self, cell, state, inputs):
        def scanned(state, x):
            state = cell(state, x)
            return state, state[0]

        _, outputs = self.library.lax.scan(scanned, state, inputs)
        return outputs.reshape(-1, outputs.shape[-1])

    def pick(self, x, labels):
        return self.np.take_along_axis(x, labels[:, None], 1)

    def relu(self, x):
        return self.library.nn.relu(x)

    def sigmoid(self, x):
        return self.library.nn.sigmoid(x)

    def softmax(self, x):
        return self.library.nn.softmax(x)

    def conv(self, x, weight, bias, padding):
        pad = [(padding, padding)] * 2
        y = self.library.lax.conv_general_dilated(x, weight, (1, 1), pad)
        return y + bias.reshape(1, -1, 1, 1)

    def max_pool(self, x):
        n, c, h, w = x.shape
        return x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))


class Tinygrad(Peer):
    name = "tinygrad"

    def tensors(self, arrays: Sequence[np.ndarray]) -> list[Any]:
        return [self.library.Tensor(array).realize() for array in arrays]

    def gradients(self, loss, parameters, batch):
        leaves, batch = self.tensors(parameters), self.tensors(batch)

        def step():
            value = loss(self, leaves, *batch)
            grads = value.gradient(*leaves)
            value.realize(*grads)
            return value.item(), *(Lazy(grad) for grad in grads)

        return step

    def train(self, loss, parameters, batch, adam, rate):
        optim = importlib.import_module("tinygrad.nn.optim")
        leaves, batch = self.tensors(parameters), self.tensors(batch)
        optimizer = (optim.Adam if adam else optim.SGD)(leaves, lr=rate)

        def step():
            value = loss(self, leaves, *batch)
            for leaf, grad in zip(leaves, value.gradient(*leaves), strict=True):
                leaf.grad = grad
            with self.library.Context(TRAINING=1):
                value.realize(*optimizer.schedule_step())
            return value.item()

        return step

    def loop(self, cell, state, inputs):
        raise Unsupported("takes minutes to compile an unrolled loop")

    def constant(self, array):
        return self.library.Tensor(array)

    def exp(self, x):
        return x.exp()

    def log(self, x):
        return x.log()

    def sqrt(self, x):
        return x.sqrt()

    def tanh(self, x):
        return x.tanh()

    def sigmoid(self, x):
        return x.sigmoid()

    def relu(self, x):
        return x.relu()

    def sum(self, x, axis=None):
        return x.sum() if axis is None else x.sum(axis, keepdim=True)

    def reshape(self, x, shape):
        return x.reshape(shape)

    def transpose(self, x, axes):
        return x.permute(axes)

    def concatenate(self, parts):
        return parts[0].cat(*parts[1:])

    def softmax(self, x):
        return x.softmax()

    def cross_entropy(self, logits, labels):
        return logits.sparse_categorical_crossentropy(labels)

    def conv(self, x, weight, bias, padding):
        return x.conv2d(weight, bias, padding=padding)

    def max_pool(self, x):
        return x.max_pool2d((2, 2))


class Lazy:
    """A computed tensor of tinygrad, read as NumPy only when it is compared."""

    def __init__(self, tensor: Any) -> None:
        self.shape, self.tensor = tensor.shape, tensor

    def __float__(self) -> float:
        return float(self.tensor.item())

    def __mul__(self, other: Lazy) -> Any:
        return self.tensor.numpy() ** 2


PEERS = {peer.name: peer for peer in (Jax, Autograd, Mygrad, Dezero, Tinygrad)}
