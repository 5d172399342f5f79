"""LeNet: convolution, pooling, linear layers; on pictures of bars that stand, lie or cross."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)  # 1 channel in, 6 out, 5 x 5
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))  # (N, 6, 14, 14)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 16, 5, 5)
        x = torch.flatten(x, 1)  # (N, 400)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def pictures(count):
    """Noise with a standing bar (0), a lying bar (1) or both (2)."""
    kinds = torch.randint(0, 3, (count,))
    images = 0.3 * torch.randn(count, 1, 32, 32)
    for image, kind in zip(images, kinds.tolist(), strict=True):
        row, column = torch.randint(4, 28, (2,)).tolist()
        if kind != 1:
            image[0, :, column] += 1.0
        if kind != 0:
            image[0, row, :] += 1.0
    return images, kinds


torch.manual_seed(0)
net = LeNet()
print(net)
parameters = list(net.parameters())
print(len(parameters), parameters[0].size())

out = net(torch.randn(1, 1, 32, 32))
net.zero_grad()
out.backward(torch.randn(1, 3))
print(net.conv1.bias.grad.shape, f"{net.conv1.bias.grad.norm().item():.4f}")

optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for step in range(30):
    images, kinds = pictures(24)
    optimizer.zero_grad()
    loss = criterion(net(images), kinds)
    loss.backward()
    optimizer.step()
    if step < 4:
        print(step, f"{loss.item():.4f}")
images, kinds = pictures(60)
print("learned:", (net(images).argmax(1) == kinds).float().mean().item() > 0.5)
