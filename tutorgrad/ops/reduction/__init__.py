"""Operations that turn many numbers into fewer, or put them in order: sums, extremes, sorting."""
