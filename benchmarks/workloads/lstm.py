"""A network that reads characters: LSTM with 128 units, 50 steps, batch 32, Adam.

As `nn.LSTM`, and as a loop over the time steps made of basic operations.
"""

from __future__ import annotations

from ..workload import Workload, labels, layer, normal, uniform
from . import by_hand
from .torch_parts import load, tensors

T, BATCH, LETTERS, WIDTH, H = 50, 32, 65, 32, 128


def arrays():
    """x and y (T, batch); embedding; the LSTM's two weights and two biases; the last layer's"""
    x, y = (labels(T * BATCH, LETTERS, seed).reshape(T, BATCH) for seed in (1, 2))
    shapes = (4 * H, WIDTH), (4 * H, H), (4 * H,), (4 * H,)
    cell = uniform(*shapes, bound=H**-0.5, seed=3)
    return [x, y, *normal((LETTERS, WIDTH), seed=4), *cell, *layer(H, LETTERS, 5)]


def numpy_lstm(np, x, y, *parameters):
    embedding, w_x, w_h, b_x, b_h, w_out, b_out = parameters
    optimizer = by_hand.Adam(parameters)
    targets = y.reshape(-1)

    def step():
        inputs = embedding[x]  # (T, B, width)
        gates = inputs.reshape(T * BATCH, WIDTH) @ w_x.T
        gates += b_x + b_h
        gates = gates.reshape(T, BATCH, 4 * H)
        h, c = np.zeros((T + 1, BATCH, H), np.float32), np.zeros((T + 1, BATCH, H), np.float32)
        tanh_c = np.empty((T, BATCH, H), np.float32)
        for t in range(T):
            a = gates[t]
            a += h[t] @ w_h.T
            a[:, : 2 * H] = by_hand.sigmoid(a[:, : 2 * H])
            np.tanh(a[:, 2 * H : 3 * H], out=a[:, 2 * H : 3 * H])
            a[:, 3 * H :] = by_hand.sigmoid(a[:, 3 * H :])
            i, f, g, o = (a[:, k * H : (k + 1) * H] for k in range(4))
            c[t + 1] = f * c[t] + i * g
            np.tanh(c[t + 1], out=tanh_c[t])
            np.multiply(o, tanh_c[t], out=h[t + 1])
        out = h[1:].reshape(T * BATCH, H)
        loss, grad = by_hand.cross_entropy(out @ w_out.T + b_out, targets)

        grad_out = (grad @ w_out).reshape(T, BATCH, H)
        grad_gates = np.empty_like(gates)
        grad_h, grad_c = np.zeros((BATCH, H), np.float32), np.zeros((BATCH, H), np.float32)
        for t in reversed(range(T)):
            i, f, g, o = (gates[t, :, k * H : (k + 1) * H] for k in range(4))
            grad_h += grad_out[t]
            grad_c += grad_h * o * (1 - np.square(tanh_c[t]))
            d = grad_gates[t]
            d[:, :H] = grad_c * g * i * (1 - i)
            d[:, H : 2 * H] = grad_c * c[t] * f * (1 - f)
            d[:, 2 * H : 3 * H] = grad_c * i * (1 - np.square(g))
            d[:, 3 * H :] = grad_h * tanh_c[t] * o * (1 - o)
            grad_c *= f
            grad_h = d @ w_h
        flat = grad_gates.reshape(T * BATCH, 4 * H)
        chosen = np.eye(LETTERS, dtype=np.float32)[x.reshape(-1)]
        grad_bias = flat.sum(0)
        optimizer.step(
            [
                chosen.T @ (flat @ w_x),
                flat.T @ inputs.reshape(T * BATCH, WIDTH),
                flat.T @ h[:-1].reshape(T * BATCH, H),
                grad_bias,
                grad_bias,
                grad.T @ out,
                grad.sum(0),
            ]
        )
        return loss

    return step


def torch_lstm(torch, x, y, *parameters):
    nn, F = torch.nn, torch.nn.functional

    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(LETTERS, WIDTH)
            self.lstm = nn.LSTM(WIDTH, H)
            self.out = nn.Linear(H, LETTERS)

        def forward(self, x):
            h, _ = self.lstm(self.embedding(x))
            return self.out(h)

    model = Reader()
    load(torch, model, parameters)
    optimizer = torch.optim.Adam(model.parameters())

    def step(x, y):
        loss = F.cross_entropy(model(x).view(-1, LETTERS), y.view(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, *tensors(torch, x, y)


def torch_loop(torch, x, y, *parameters):
    F = torch.nn.functional
    parameters = [torch.tensor(array, requires_grad=True) for array in parameters]
    embedding, w_x, w_h, b_x, b_h, w_out, b_out = parameters
    optimizer = torch.optim.Adam(parameters)

    def step(x, y):
        inputs = embedding[x]  # (T, B, width)
        h = c = torch.zeros(BATCH, H)
        outputs = []
        for t in range(T):
            gates = inputs[t] @ w_x.T + b_x + h @ w_h.T + b_h
            i, f, g, o = gates.chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        logits = torch.stack(outputs) @ w_out.T + b_out  # (T, B, letters)
        loss = F.cross_entropy(logits.view(-1, LETTERS), y.view(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, *tensors(torch, x, y)


def peers_loop(peer, x, y, *parameters):
    def loss(F, parameters, x, y):
        embedding, w_x, w_h, b_x, b_h, w_out, b_out = parameters

        def cell(state, x):
            h, c = state
            gates = F.linear(x, w_x, b_x) + F.linear(h, w_h, b_h)
            i, f, g, o = (gates[:, k * H : (k + 1) * H] for k in range(4))
            c = F.sigmoid(f) * c + F.sigmoid(i) * F.tanh(g)
            return F.sigmoid(o) * F.tanh(c), c

        start = F.zeros((BATCH, H)), F.zeros((BATCH, H))
        h = F.loop(cell, start, F.take(embedding, x))  # (T * B, H)
        return F.cross_entropy(F.linear(h, w_out, b_out), y)

    return peer.train(loss, parameters, (x, y.reshape(-1)), adam=True, rate=1e-3)


WORKLOADS = [
    Workload(
        "lstm",
        "character LSTM, nn.LSTM",
        arrays,
        {"numpy": numpy_lstm, "torch": torch_lstm},
        {"tutorgrad": {"torch": 1.1}},
    ),
    Workload(
        "lstm-loop",
        "character LSTM, loop of basic operations",
        arrays,
        {"numpy": numpy_lstm, "torch": torch_loop, "peers": peers_loop},
        {"tutorgrad": {"torch": 0.7}},
    ),
]
