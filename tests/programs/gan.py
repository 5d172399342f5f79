"""Two networks against each other: one makes points on a ring, one tells them from true ones."""

import math

import torch
from torch import nn, optim

torch.manual_seed(0)
NOISE = 4


def block(inputs, outputs, normalize=True):
    layers = [nn.Linear(inputs, outputs)]
    if normalize:
        layers.append(nn.BatchNorm1d(outputs, 0.8))
    return [*layers, nn.LeakyReLU(0.2, inplace=True)]


generator = nn.Sequential(*block(NOISE, 16, normalize=False), *block(16, 16), nn.Linear(16, 2))
discriminator = nn.Sequential(
    nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Dropout(0.1), nn.Linear(16, 1), nn.Sigmoid()
)


def weights_init(m):
    if m.__class__.__name__.find("Linear") != -1:
        nn.init.xavier_uniform_(m.weight)
        nn.init.constant_(m.bias, 0)


for net in (generator, discriminator):
    net.apply(weights_init)
    print(net)

criterion = nn.BCELoss()
optimizer_g = optim.Adam(generator.parameters(), lr=2e-3, betas=(0.5, 0.999))
optimizer_d = optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.999))


def true_points(count):
    angle = 2 * math.pi * torch.rand(count, 1)
    return torch.cat([angle.cos(), angle.sin()], dim=1) + 0.05 * torch.randn(count, 2)


for step in range(60):
    real, fake = true_points(32), generator(torch.randn(32, NOISE))
    ones, zeros = torch.ones(32, 1), torch.zeros(32, 1)

    optimizer_d.zero_grad()
    loss_real = criterion(discriminator(real), ones)
    loss_fake = criterion(discriminator(fake.detach()), zeros)
    loss_d = (loss_real + loss_fake) / 2
    loss_d.backward()
    optimizer_d.step()

    optimizer_g.zero_grad()
    loss_g = criterion(discriminator(fake), ones)
    loss_g.backward()
    optimizer_g.step()
    if step % 12 == 0:
        print(f"step {step}: D {loss_d.item():.3f}, G {loss_g.item():.3f}")
print(generator[3].num_batches_tracked, generator[3].running_mean.shape)
