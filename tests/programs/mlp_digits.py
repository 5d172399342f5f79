"""A multi-layer perceptron that reads handwritten digits (8 x 8 pixels), with dropout and Adam."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from digits import digits
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)
pixels, labels = digits()
data = TensorDataset(torch.tensor(pixels), torch.tensor(labels))
train, test = random_split(data, [1500, len(data) - 1500])
train_loader = DataLoader(train, batch_size=50, shuffle=True)
test_loader = DataLoader(test, batch_size=100)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(64, 48)
        self.norm = nn.BatchNorm1d(48)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(48, 10)

    def forward(self, x):
        return self.out(self.drop(F.relu(self.norm(self.hidden(x)))))


def evaluate(model):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in test_loader:
            right += (model(x).argmax(dim=1) == y).sum().item()
    model.train()
    return right


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
print(model)
print(sum(p.numel() for p in model.parameters()), "parameters")
for epoch in range(3):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    scheduler.step()
    rate = scheduler.get_last_lr()[0]
    print(f"epoch {epoch}: loss {total / len(train_loader):.3f}, rate {rate:.5f}")
print("most are right:", evaluate(model) > 240)
