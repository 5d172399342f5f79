"""A network that reads a text character by character and guesses the next: LSTM and GRU."""

import torch
from torch import nn

TEXT = "the quick brown fox jumps over the lazy dog and the dog sleeps on. " * 4
LETTERS = sorted(set(TEXT))
CODE = {letter: i for i, letter in enumerate(LETTERS)}
codes = torch.tensor([CODE[letter] for letter in TEXT])


class Reader(nn.Module):
    def __init__(self, kind, hidden=32):
        super().__init__()
        self.embed = nn.Embedding(len(LETTERS), 12)
        self.rnn = kind(12, hidden, num_layers=2, batch_first=True, dropout=0.1)
        self.out = nn.Linear(hidden, len(LETTERS))

    def forward(self, x, state=None):
        h, state = self.rnn(self.embed(x), state)  # (N, T, hidden)
        return self.out(h), state


def batch(count=8, length=16):
    starts = torch.randint(0, len(codes) - length - 1, (count,)).tolist()
    x = torch.stack([codes[s : s + length] for s in starts])
    y = torch.stack([codes[s + 1 : s + length + 1] for s in starts])
    return x, y


def write(model, start, count):
    """Go on from a start, always with the likeliest letter."""
    model.eval()
    state, letters = None, [CODE[c] for c in start]
    x = torch.tensor([letters])
    with torch.no_grad():
        for _ in range(count):
            scores, state = model(x, state)
            best = scores[0, -1].argmax()
            letters.append(best.item())
            x = best.view(1, 1)
    model.train()
    return "".join(LETTERS[i] for i in letters)


for kind in (nn.LSTM, nn.GRU):
    torch.manual_seed(0)
    model = Reader(kind)
    print(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(60):
        x, y = batch()
        scores, _ = model(x)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step in (0, 1, 2, 10):
            print(step, f"{loss.item():.3f}", f"{norm.item():.2f}")
    print(repr(write(model, "the ", 4)))
