"""Attention: scaled dot products, and several heads of them.

Source: A. Vaswani et al.: "Attention is all you need", 2017, arXiv:1706.03762.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

from ... import dtypes, errors, ops
from ...creation import full, ones, zeros
from ...nodes import Value
from ...ops.face import explained
from ...ops.nn.attention import attention
from .activation import softmax
from .dropout import dropout
from .linear import linear

Tensor = Any


@explained()
def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None,
    dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:  # fmt: skip
    """softmax(query keyᵀ / sqrt(E)) value: every query mixes the values whose keys fit it.

    Shape: (*, L, E), (*, S, E), (*, S, V) -> (*, L, V). attn_mask: broadcasts to (*, L, S); bool
    (True: may look) or floating (added). is_causal: look at no later position. scale: in place of
    1 / sqrt(E). dropout_p: applied always, so give 0 outside training. enable_gqa: fewer heads for
    key and value, each used several times.
    Raises RuntimeError for dtypes and shapes.   Source: torch.nn.functional
    .scaled_dot_product_attention.
    """
    for position, (name, x) in enumerate({"query": query, "key": key, "value": value}.items(), 1):
        if not isinstance(x, Value):
            raise errors.not_a_tensor("scaled_dot_product_attention", name, position, x)
    if is_causal and attn_mask is not None:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
            "is_causal=True"
        )
    _check_dtypes(query, key, value, attn_mask)
    if enable_gqa:
        key, value = _shared_heads(query, key, value)
    _check_sizes(query, key, value, attn_mask)
    if not 0 <= dropout_p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {dropout_p:g}")
    size = (query.size(-2), key.size(-2))  # (L, S)
    mask = _additive(attn_mask, query.dtype)
    if not query.dtype.is_floating_point:
        raise RuntimeError(f"expected scalar type Float but found {query.dtype.scalar_name}")
    if is_causal:
        later = full(size, -math.inf, dtype=query.dtype, device=query.device).triu(1)
        mask = later if mask is None else mask + later
    kept = None
    if dropout_p > 0:
        batch = ops.broadcast_shapes(query.shape[:-2], key.shape[:-2])
        kept = dropout(ones(*batch, *size, dtype=query.dtype, device=query.device), dropout_p)
    if scale is None:
        scale = 1 / math.sqrt(query.size(-1) or 1)
    learned = mask is not None and mask.requires_grad
    return attention(query, key, value, mask, kept, scale=scale, learned=learned)


def _check_dtypes(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> None:
    """Raise RuntimeError for dtypes that do not go together, and for vectors."""
    three = query, key, value
    if not query.dtype == key.dtype == value.dtype:
        q, k, v = (t.dtype.cpp_name for t in three)
        raise RuntimeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {q} "
            f"key.dtype: {k} and value.dtype: {v} instead."
        )
    if min(t.dim() for t in three) < 2:
        q, k, v = (t.dim() for t in three)
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{q} key.dim: {k} and value.dim: {v} instead."
        )
    if mask is not None and mask.dtype not in (dtypes.bool, dtypes.float32, query.dtype):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got "
            f"attn_mask.dtype: {mask.dtype.cpp_name} and  query.dtype: {query.dtype.cpp_name} "
            "instead."
        )


def _check_sizes(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> None:
    """Raise RuntimeError for sizes that do not go together."""
    errors.check_broadcast(query.shape[:-2], key.shape[:-2])
    batch = math.prod(ops.broadcast_shapes(query.shape[:-2], key.shape[:-2]))
    wanted = (query.size(-1), key.size(-2))
    for length, have in zip(wanted, (key.size(-1), value.size(-2)), strict=True):
        if length != have:
            raise RuntimeError(
                "Expected size for first two dimensions of batch2 tensor to be: "
                f"[{batch}, {length}] but got: [{batch}, {have}]."
            )
    if mask is not None:
        errors.check_broadcast((*query.shape[:-1], key.size(-2)), mask.shape)


def _additive(mask: Tensor | None, dtype: Any) -> Tensor | None:
    """A bool mask (True: may look) as numbers to add: 0 and -inf."""
    if mask is None or mask.dtype is not dtypes.bool:
        return mask
    return zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill_(~mask, -math.inf)


def _shared_heads(query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and values repeated so that every head of the queries has its own."""
    heads = query.size(-3)
    if heads % key.size(-3) or heads % value.size(-3):
        raise RuntimeError("Number of heads in key and value must divide the number of heads in ")
    repeated = (t.repeat_interleave(heads // t.size(-3), -3) for t in (key, value))
    return next(repeated), next(repeated)


# ---------------------------------------------------------------------------- several heads


def multi_head_attention_forward(
    query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int,
    in_proj_weight: Tensor | None, in_proj_bias: Tensor | None, bias_k: Tensor | None,
    bias_v: Tensor | None, add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor,
    out_proj_bias: Tensor | None, training: bool = True, key_padding_mask: Tensor | None = None,
    need_weights: bool = True, attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False, q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None, v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None, static_v: Tensor | None = None,
    average_attn_weights: bool = True, is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:  # fmt: skip
    """Project queries, keys and values, attend in `num_heads` parts of them, join and project.

    Shape: (L, N, E), (S, N, Ek), (S, N, Ev) -> (L, N, E), and the weights (N, L, S), averaged over
    the heads or (N, heads, L, S), or None. Without N: one sequence.
    Masks: key_padding_mask (N, S), attn_mask (L, S) or (N · heads, L, S); bool (True: may NOT look)
    or floating (added).   Raises AssertionError and RuntimeError for shapes.
    Source: torch.nn.functional.multi_head_attention_forward.
    """
    batched = _check_heads(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = (t.unsqueeze(1) for t in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    _check_causal(is_causal, attn_mask)
    padding = additive_mask(key_padding_mask, query.dtype, "key_padding_mask", attn_mask)
    is_causal = is_causal and padding is None and not need_weights
    mask = None if is_causal else additive_mask(attn_mask, query.dtype, "attn_mask")
    _check_widths(query, key, value, embed_dim_to_check, num_heads, use_separate_proj_weight)
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias, separate)
    length, batch, _ = query.shape
    mask = _checked_mask(mask, (batch * num_heads, length, key.size(0)))
    if bias_k is not None and bias_v is not None:  # one more key and value, learned
        k, v = (ops.cat([t, b.expand(1, batch, -1)]) for t, b in ((k, bias_k), (v, bias_v)))
    q, k, v = (_heads(t, num_heads, s) for t, s in ((q, None), (k, static_k), (v, static_v)))
    if add_zero_attn:  # (N, heads, L or S, E / heads)
        k, v = (ops.cat([t, t.new_zeros(*t.shape[:2], 1, t.size(3))], 2) for t in (k, v))
    mask = _joined_mask(mask, padding, k.size(2) - key.size(0), (batch, num_heads))
    dropout_p, shown = dropout_p if training else 0.0, None
    if need_weights:
        mixed, shown = _with_weights(q, k, v, mask, dropout_p, average_attn_weights)
    else:
        mixed = scaled_dot_product_attention(q, k, v, mask, dropout_p, is_causal)
    joined = mixed.permute(2, 0, 1, 3).reshape(length * batch, -1)  # the heads side by side
    out = linear(joined, out_proj_weight, out_proj_bias).view(length, batch, -1)
    if batched:
        return out, shown
    return out.squeeze(1), None if shown is None else shown.squeeze(0)


def _projected(
    query: Tensor, key: Tensor, value: Tensor, weight: Any, bias: Any, separate: Any
) -> list[Tensor]:
    """Queries, keys and values through their own weights, or through thirds of one weight."""
    if separate is None:
        if weight is None:
            raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
        if query is key and key is value:  # one product does all three
            return list(linear(query, weight, bias).chunk(3, -1))
        weights = weight.chunk(3)
    else:
        weights = separate
        for name, w, source in zip(
            ("query", "key", "value"), separate, (query, key, value), strict=True
        ):
            if w is None:
                raise AssertionError(
                    f"use_separate_proj_weight is True but {name[0]}_proj_weight is None"
                )
            wanted = (query.size(-1), source.size(-1))
            if tuple(w.shape) != wanted:
                raise AssertionError(
                    f"expecting {name} weights shape of {wanted}, but got {w.shape}"
                )
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return list(map(linear, (query, key, value), weights, biases))


def _heads(input: Tensor, count: int, static: Tensor | None) -> Tensor:
    """(S, N, E) -> (N, heads, S, E / heads); static, (N · heads, S, E / heads), in its place."""
    steps, batch, _ = input.shape
    if static is not None:
        return static.view(batch, count, *static.shape[1:])
    return input.reshape(steps, batch, count, -1).permute(1, 2, 0, 3)


def _with_weights(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout_p: float, average: bool
) -> tuple[Tensor, Tensor]:
    """Attention that also gives its weights, over the heads' mean or for each head."""
    scores = ops.matmul(q * math.sqrt(1.0 / q.size(-1)), k.transpose(-2, -1))  # (N, heads, L, S)
    weights = softmax(scores if mask is None else scores + mask, -1)
    weights = dropout(weights, dropout_p)
    shown = weights.mean(1) if average else weights.view(weights.shape)
    return ops.matmul(weights, v), shown


def _joined_mask(
    mask: Tensor | None, padding: Tensor | None, extra: int, heads: tuple[int, int]
) -> Tensor | None:
    """Both masks as one to add, (N or 1, heads or 1, L or 1, S); all may look at `extra` keys."""
    whole = None
    if mask is not None:
        whole = mask[None] if mask.size(0) == 1 else mask.view(*heads, *mask.shape[1:])
    if padding is not None:
        padding = padding[:, None, None, :]
        whole = padding if whole is None else whole + padding
    if whole is not None and extra:
        whole = ops.cat([whole, whole.new_zeros(*whole.shape[:-1], extra)], -1)
    return whole


# ------------------------------------------------------------------------------- the checks


def additive_mask(
    mask: Any, dtype: Any, name: str, other: Any = None, other_name: str = "attn_mask"
) -> Tensor | None:
    """A bool mask (True: may not look) as numbers to add: 0 and -inf; others as they are.

    Warns when the other mask is of another type. Raises AssertionError for integers.
    """
    if mask is None:
        return None
    if mask.dtype is not dtypes.bool and not mask.dtype.is_floating_point:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if other is not None and mask.dtype is not other.dtype:
        warnings.warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for both "
            "instead.",
            stacklevel=4,
        )
    return _additive(~mask if mask.dtype is dtypes.bool else mask, dtype)


def _check_heads(
    query: Tensor, key: Tensor, value: Tensor, padding: Any, mask: Any, num_heads: int
) -> bool:
    """Is it a batch? Raises AssertionError for numbers of dimensions that do not go together."""
    for given in (padding, mask):
        if given is not None and not isinstance(given, Value):
            raise errors.not_a_tensor("is_floating_point", "input", 1, given)
    dims = query.dim()
    if dims not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor"
        )
    case = f"For {'batched (3-D)' if dims == 3 else 'unbatched (2-D)'} `query`, expected "
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(
            f"{case}`key` and `value` to be {dims}-D but found {key.dim()}-D and {value.dim()}-D "
            "tensors respectively"
        )
    if padding is not None and padding.dim() != dims - 1:
        raise AssertionError(
            f"{case}`key_padding_mask` to be `None` or {dims - 1}-D but found {padding.dim()}-D "
            "tensor instead"
        )
    if mask is not None and mask.dim() not in (2, 3):
        raise AssertionError(
            f"{case}`attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead"
        )
    shape = (num_heads, query.size(0), key.size(0))
    if mask is not None and dims == 2 and mask.dim() == 3 and tuple(mask.shape) != shape:
        raise AssertionError(f"Expected `attn_mask` shape to be {shape} but got {mask.shape}")
    if padding is not None and dims == 3:
        for axis, size in enumerate((key.size(1), key.size(0))):
            if padding.size(axis) != size:
                raise AssertionError(
                    f"Expected key_padded_mask.shape[{axis}] to be {size}, but got "
                    f"{padding.size(axis)}"
                )
    return bool(dims == 3)


def _check_causal(is_causal: bool, mask: Tensor | None) -> None:
    """Raise RuntimeError for the hint without the mask."""
    if is_causal and mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module "
            "method `generate_square_subsequent_mask` to create this mask."
        )


def _check_widths(
    query: Tensor, key: Tensor, value: Tensor, embed_dim: int, num_heads: int, separate: bool
) -> None:
    """Raise AssertionError for sizes that do not fit the weights or each other."""
    width = query.size(-1)
    if width != embed_dim:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim}, but got {width}")
    if width % num_heads:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {num_heads}")
    if separate and key.shape[:2] != value.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
    if not separate and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if key.size(1) != query.size(1):
        raise RuntimeError(
            f"shape '[{key.size(0)}, {query.size(1) * num_heads}, {width // num_heads}]' is "
            f"invalid for input of size {key.size(0) * key.size(1) * width}"
        )


def _checked_mask(mask: Tensor | None, shape: tuple[int, int, int]) -> Tensor | None:
    """An attn_mask (L, S) or (N · heads, L, S) as three dimensions. Raises RuntimeError."""
    if mask is None:
        return None
    wanted = shape[3 - mask.dim() :]
    if tuple(mask.shape) != wanted:
        raise RuntimeError(
            f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}."
        )
    return mask[None] if mask.dim() == 2 else mask
