"""Train, save, load, freeze the first layers, replace the last one and train that."""

import copy
import tempfile
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(120, 6)
first_task = (x[:, 0] + x[:, 1] > 0).long()
second_task = torch.bucketize(x[:, 0] - x[:, 2], torch.tensor([-1.0, 1.0]))


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 8), nn.Tanh())
        self.head = nn.Linear(8, classes)

    def forward(self, x):
        return self.head(self.features(x))


def train(net, optimizer, target, steps):
    for step in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), target)
        loss.backward()
        optimizer.step()
        if step % 10 == 0:
            print(step, f"{loss.item():.4f}")


net = Net(2)
optimizer = torch.optim.Adagrad(net.parameters(), lr=0.1)
train(net, optimizer, first_task, 21)

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "checkpoint.pt"
    torch.save({"epoch": 21, "model": net.state_dict(), "optimizer": optimizer.state_dict()}, path)
    checkpoint = torch.load(path)
    torch.save(net, Path(folder) / "whole.pt")
    whole = torch.load(Path(folder) / "whole.pt", weights_only=False)
print(checkpoint["epoch"], list(checkpoint["model"]))
print(torch.equal(whole(x), net(x)))

again = Net(2)
print(again.load_state_dict(checkpoint["model"]))
optimizer = torch.optim.Adagrad(again.parameters(), lr=0.1)
optimizer.load_state_dict(checkpoint["optimizer"])
train(again, optimizer, first_task, 11)

tuned = copy.deepcopy(again)
for parameter in tuned.features.parameters():
    parameter.requires_grad = False
tuned.head = nn.Linear(8, 3)
before = tuned.features[0].weight.clone()
trainable = [p for p in tuned.parameters() if p.requires_grad]
print(len(trainable), "parameters are trained")
train(tuned, torch.optim.Adam(trainable, lr=0.05), second_task, 31)
print(torch.equal(before, tuned.features[0].weight), tuned.features[0].weight.grad)

try:
    tuned.load_state_dict(checkpoint["model"])
except RuntimeError as error:
    print(error)
wanted = {k: v for k, v in checkpoint["model"].items() if not k.startswith("head")}
print(tuned.load_state_dict(wanted, strict=False))
