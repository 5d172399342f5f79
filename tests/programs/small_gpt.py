"""A small GPT: token and position embeddings, causal self-attention, LayerNorm, GELU, AdamW."""

import math

import torch
import torch.nn as nn
from torch.nn import functional as F

TEXT = "to be or not to be that is the question whether it is nobler in the mind to suffer "
VOCABULARY = sorted(set(TEXT))
DATA = torch.tensor([VOCABULARY.index(c) for c in TEXT * 3])
BLOCK, WIDTH, HEADS, LAYERS = 16, 24, 3, 2


class CausalSelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.proj = nn.Linear(WIDTH, WIDTH)
        self.register_buffer("mask", torch.tril(torch.ones(BLOCK, BLOCK)).view(1, 1, BLOCK, BLOCK))

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.qkv(x).split(WIDTH, dim=2)  # each (B, T, C)
        q, k, v = (t.view(B, T, HEADS, C // HEADS).transpose(1, 2) for t in (q, k, v))
        scores = q @ k.transpose(-2, -1) / math.sqrt(k.size(-1))  # (B, heads, T, T)
        scores = scores.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf"))
        mixed = F.softmax(scores, dim=-1) @ v  # (B, heads, T, C / heads)
        return self.proj(mixed.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = CausalSelfAttention()
        self.mlp = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH), nn.Dropout(0.1)
        )

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(len(VOCABULARY), WIDTH)
        self.positions = nn.Embedding(BLOCK, WIDTH)
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, len(VOCABULARY), bias=False)
        self.head.weight = self.tokens.weight  # the two share one matrix
        self.apply(self.start)

    def start(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, mean=0.0, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, index, targets=None):
        x = self.tokens(index) + self.positions(torch.arange(index.size(1)))  # (B, T, C)
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.norm(x))  # (B, T, vocabulary)
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))

    @torch.no_grad()
    def generate(self, index, count, k=3):
        self.eval()
        for _ in range(count):
            logits, _ = self(index[:, -BLOCK:])
            best, _ = torch.topk(logits[:, -1, :], k)
            kept = torch.where(logits[:, -1, :] < best[:, [-1]], -torch.inf, logits[:, -1, :])
            chosen = torch.multinomial(F.softmax(kept, dim=-1), num_samples=1)
            index = torch.cat((index, chosen), dim=1)
        self.train()
        return index


torch.manual_seed(1337)
model = GPT()
print(sum(p.numel() for p in model.parameters()), "parameters")
matrices = [p for p in model.parameters() if p.dim() >= 2]
others = [p for p in model.parameters() if p.dim() < 2]
groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=1e-2, betas=(0.9, 0.95))
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
for step in range(40):
    starts = torch.randint(len(DATA) - BLOCK - 1, (12,))
    x = torch.stack([DATA[i : i + BLOCK] for i in starts])
    y = torch.stack([DATA[i + 1 : i + 1 + BLOCK] for i in starts])
    _, loss = model(x, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    scheduler.step()
    if step % 8 == 0:
        print(step, f"{loss.item():.3f}", f"{scheduler.get_last_lr()[0]:.5f}")
text = model.generate(torch.tensor([[VOCABULARY.index("t")]]), 12)
print("".join(VOCABULARY[i] for i in text[0].tolist())[:3])
print(", ".join(model.state_dict())[:200])
