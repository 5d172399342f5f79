"""A small residual network: blocks with a shortcut, batch normalisation, OneCycleLR."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from digits import digits


class BasicBlock(nn.Module):
    def __init__(self, channels_in, channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(channels),
            )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.layers = nn.Sequential(BasicBlock(8, 8), BasicBlock(8, 16, stride=2))
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(16, classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = self.layers(F.relu(self.stem(x)))  # (N, 16, 4, 4)
        return self.fc(torch.flatten(self.pool(x), 1))


torch.manual_seed(0)
pixels, labels = digits()
x = torch.tensor(pixels[:512]).view(-1, 1, 8, 8)
y = torch.tensor(labels[:512])
net = ResNet()
print(net)
optimizer = torch.optim.SGD(
    net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True
)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=16)
for step in range(16):
    rows = torch.randperm(len(x))[:64]
    loss = F.cross_entropy(net(x[rows]), y[rows], label_smoothing=0.1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    if step < 4:
        print(step, f"{loss.item():.3f}", f"{scheduler.get_last_lr()[0]:.5f}")
net.eval()
with torch.no_grad():
    score = (net(x).argmax(1) == y).float().mean().item()
print("better than chance:", score > 0.3)
print(len(net.state_dict()), net.state_dict()["layers.1.shortcut.1.num_batches_tracked"])
