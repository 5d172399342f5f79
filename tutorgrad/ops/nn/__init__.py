"""The operations of neural networks: activations, losses, convolution, pooling, normalisation."""
