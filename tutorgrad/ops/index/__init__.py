"""Operations that pick or write elements by index: x[...], gather, scatter, where."""
