"""Batches of sequences of different lengths: padded to one length, or packed without gaps.

    sequences  a a a | b b | c          padded (batch first)   a a a      packed   a b c a b a
                                                               b b .      batch_sizes  3 2 1
                                                               c . .

A packed batch goes time step by time step through the sequences that are still running, the longest
first. Source: torch.nn.utils.rnn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import creation, errors
from ...backend import place_of
from ...nodes import Value
from ...ops.arguments import arrays_of
from ...ops.index.getitem import _index

Tensor = Any


class _Fields(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Fields):
    """Sequences of different lengths without gaps; made by `pack_sequence` and its kin.

    data: (sum of lengths, *), step by step.   batch_sizes: how many sequences run at each step.
    sorted_indices: which of the given sequences comes first, second, …; None when already sorted.
    Source: torch.nn.utils.rnn.PackedSequence.
    """

    __slots__ = ()

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if batch_sizes is None:
            data, batch_sizes = data
        elif not batch_sizes.is_cpu:
            raise ValueError(
                "batch_sizes should always be on CPU. Instances of PackedSequence should never be "
                "created manually. They should be instantiated by functions like pack_sequence and "
                "pack_padded_sequences in nn.utils.rnn. https://docs.pytorch.org/docs/stable/nn."
                "html#torch.nn.utils.rnn.PackedSequence"
            )
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The data moved or cast, the indices moved with it."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        moved = (None if i is None else i.to(data.device) for i in self[2:])
        return type(self)(data, self.batch_sizes, *moved)

    def cpu(self) -> PackedSequence:
        return self.to("cpu")

    def cuda(self, device: Any = None) -> PackedSequence:
        return self.to("cuda" if device is None else device)

    def float(self) -> PackedSequence:
        return self._cast("float")

    def double(self) -> PackedSequence:
        return self._cast("double")

    def half(self) -> PackedSequence:
        return self._cast("half")

    def long(self) -> PackedSequence:
        return self._cast("long")

    def int(self) -> PackedSequence:
        return self._cast("int")

    def _cast(self, name: str) -> PackedSequence:
        return type(self)(getattr(self.data, name)(), *self[1:])

    @property
    def is_cuda(self) -> bool:
        """Is the data on an accelerator?"""
        return bool(self.data.is_cuda)


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """Where each number stands in a permutation: p[invert(p)] is 0, 1, 2, …"""
    return None if permutation is None else permutation.argsort()


# --------------------------------------------------------------------------------- packing


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """A padded batch without its padding.

    Shape: (T, B, *), or (B, T, *) if batch_first; lengths: B ints, a list or a CPU tensor.
    enforce_sorted=False sorts the sequences by length and remembers how.
    Raises RuntimeError for lengths that are unsorted, not positive or too few.
    Source: torch.nn.utils.rnn.pack_padded_sequence.
    """
    counts, order = _counts(lengths), None
    if batch_first:
        input = input.transpose(0, 1)
    if not enforce_sorted:
        order = np.argsort(-counts, kind="stable")
        counts, order = counts[order], creation.from_numpy(order).to(input.device)
        input = input.index_select(1, order)
    if input.size(1) != len(counts):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(counts)} "
            f"(batch_size={input.size(1)})"
        )
    if np.any(counts <= 0):
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' "
            "that is <= 0"
        )
    if np.max(counts) > len(input):
        raise RuntimeError(
            f"Expected all lengths to be at most {len(input)}, the length of the padded sequences, "
            f"but got {np.max(counts)}"
        )
    if np.any(np.diff(counts) > 0):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You "
            "can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to "
            "sidestep this requirement if you do not need ONNX exportability."
        )
    runs = np.arange(counts[0])[:, None] < counts  # (T, B): is the sequence running at the step?
    home = place_of(input.array)
    key = tuple(home.from_host(places) for places in np.nonzero(runs))
    data = _index(input, key=key, name="PackPaddedSequence")
    return PackedSequence(data, creation.from_numpy(runs.sum(1)), order)


def _counts(lengths: Any) -> np.ndarray[Any, Any]:
    """The lengths as an array. Raises RuntimeError for a single number."""
    if not getattr(lengths, "ndim", isinstance(lengths, Sequence)):
        raise RuntimeError(
            "'lengths' argument should be a 1D CPU int64 tensor, but got 0D cpu Long tensor"
        )
    return np.asarray(lengths.tolist() if hasattr(lengths, "tolist") else lengths).astype(np.int64)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The padded batch of a packed one, and the lengths; the inverse of `pack_padded_sequence`.

    Shape: (T, B, *), or (B, T, *) if batch_first, and (B).   total_length: pad to that many steps.
    Raises ValueError when a sequence is longer than that.
    Source: torch.nn.utils.rnn.pad_packed_sequence.
    """
    sizes = sequence.batch_sizes.tolist()
    if total_length is not None and total_length < len(sizes):
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but "
            f"got total_length={total_length} and max sequence length being {len(sizes)}"
        )
    data = sequence.data
    steps = len(sizes) if total_length is None else total_length
    padded = data.new_full((steps, sizes[0], *data.shape[1:]), padding_value)  # (T, B, *)
    row = step = 0
    while step < len(sizes):  # steps with equally many sequences are written at once
        count, size = sizes.count(sizes[step]), sizes[step]
        block = data[row : row + count * size].view(count, size, *data.shape[1:])
        padded[step : step + count, :size] = block
        row, step = row + count * size, step + count
    lengths = [sum(size > b for size in sizes) for b in range(sizes[0])]
    if batch_first:
        padded = padded.transpose(0, 1)
    found = creation.tensor(lengths)
    order = sequence.unsorted_indices
    if order is None:
        return padded, found
    return padded.index_select(0 if batch_first else 1, order), found[order.cpu()]


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """A list of sequences (T_i, *), packed. Source: torch.nn.utils.rnn.pack_sequence."""
    lengths = creation.tensor([s.size(0) for s in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences of a packed batch. Source: torch.nn.utils.rnn.unpack_sequence."""
    return unpad_sequence(*pad_packed_sequence(packed_sequences, True), batch_first=True)


# --------------------------------------------------------------------------------- padding


def pad_sequence(
    sequences: Any,
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences of different lengths, filled up to the longest and stacked.

    Shape: (T_i, *) each -> (max T, B, *), or (B, max T, *) if batch_first.
    Raises RuntimeError for no sequences, another padding side, or shapes that differ after T.
    Source: torch.nn.utils.rnn.pad_sequence.
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type: "
            f"{type(sequences)}"
        )
    rows = list(sequences.unbind(0) if isinstance(sequences, Value) else sequences)  # type: ignore[attr-defined]
    if not rows:
        raise RuntimeError("received an empty list of sequences")
    arrays_of(rows, "pad_sequence")
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    steps = max(row.size(0) for row in rows)
    rest, shape = rows[0].shape[1:], (steps, len(rows))
    whole = rows[0].new_full((*(shape[::-1] if batch_first else shape), *rest), padding_value)
    for i, row in enumerate(rows):
        length = row.size(0)
        start = steps - length if padding_side == "left" else 0
        errors.check_broadcast((length, *rest), row.shape)
        place = slice(start, start + length)
        whole[(i, place) if batch_first else (place, i)] = row
    return whole


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False
) -> list[Tensor]:
    """The sequences of a padded batch without their padding.

    Source: torch.nn.utils.rnn.unpad_sequence.
    """
    batch = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    pairs = zip(batch, lengths.tolist(), strict=True)
    return [sequence[:length] for sequence, length in pairs]


__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]
