"""Operations that rearrange: views, slices, joins, flips; the numbers stay the same."""
