"""Linear algebra: products, einsum, decompositions, solvers, norms."""
