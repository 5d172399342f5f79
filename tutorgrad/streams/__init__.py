"""Random numbers, bit for bit PyTorch's: the stream, and what is made of its words."""
