"""A variational autoencoder for handwritten digits: encoder, reparametrisation, decoder."""

import torch
from digits import digits
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class VAE(nn.Module):
    def __init__(self, pixels=64, hidden=32, latent=4):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc_mean = nn.Linear(hidden, latent)
        self.fc_logvar = nn.Linear(hidden, latent)
        self.fc3 = nn.Linear(latent, hidden)
        self.fc4 = nn.Linear(hidden, pixels)

    def encode(self, x):
        h = torch.relu(self.fc1(x))
        return self.fc_mean(h), self.fc_logvar(h)

    def reparametrize(self, mean, logvar):
        std = torch.exp(0.5 * logvar)
        return mean + torch.randn_like(std) * std

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x):
        mean, logvar = self.encode(x.view(-1, 64))
        return self.decode(self.reparametrize(mean, logvar)), mean, logvar


def loss_of(rebuilt, x, mean, logvar):
    """Reconstruction error, and the divergence of the code from a normal distribution."""
    error = F.binary_cross_entropy(rebuilt, x.view(-1, 64), reduction="sum")
    divergence = -0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
    return error, divergence


torch.manual_seed(0)
pixels, _ = digits()
loader = DataLoader(
    TensorDataset(torch.tensor(pixels)), batch_size=64, shuffle=True, drop_last=True
)
model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(3):
    sums = torch.zeros(2)
    for (x,) in loader:
        rebuilt, mean, logvar = model(x)
        parts = loss_of(rebuilt, x, mean, logvar)
        optimizer.zero_grad()
        sum(parts).backward()
        optimizer.step()
        sums += torch.stack(parts).detach()
    error, divergence = (sums / (len(loader) * 64)).tolist()
    print(f"epoch {epoch}: error {error:.2f}, divergence {divergence:.3f}")
with torch.no_grad():
    made = model.decode(torch.randn(2, 4)).view(2, 8, 8)
print(made.shape, bool(((made >= 0) & (made <= 1)).all()))
