"""The graph that autograd recorded, read through the tensor's public face, and put into words."""
