"""The Transformer: layers of attention and of small networks that act on each position alone.

    encoder layer    x -> attention(x, x) -> linear, activation, linear
    decoder layer    x -> attention(x, x) -> attention(x, memory) -> linear, activation, linear

Each part's result is added to its input, with LayerNorm after the sum, or (norm_first) before the
part.   Sources: A. Vaswani et al.: "Attention is all you need", 2017, arXiv:1706.03762; norm_first:
R. Xiong et al.: "On layer normalization in the Transformer architecture", 2020, arXiv:2002.04745.
"""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from typing import Any

from ..creation import full
from ..nodes import mode
from . import functional as F
from . import init
from .container import ModuleList
from .dropout import Dropout
from .functional.attention import additive_mask
from .linear import Linear
from .module import Module
from .multihead import MultiheadAttention
from .normalization import LayerNorm

Tensor = Any
Mask = Tensor | None
Activation = str | Callable[[Tensor], Tensor]


class _Layer(Module):
    """What encoder and decoder layers share: parts with a norm and a dropout each."""

    __constants__ = ["norm_first"]

    def __init__(
        self, attentions: tuple[str, ...], d_model: int, nhead: int, dim_feedforward: int,
        dropout: float, activation: Activation, layer_norm_eps: float, batch_first: bool,
        norm_first: bool, bias: bool, device: Any, dtype: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        place = {"device": device, "dtype": dtype}
        for name in attentions:
            attention = MultiheadAttention(
                d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, **place
            )
            setattr(self, name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **place)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **place)
        self.norm_first = norm_first
        numbers = range(1, len(attentions) + 2)
        for i in numbers:
            setattr(self, f"norm{i}", LayerNorm(d_model, layer_norm_eps, bias=bias, **place))
        for i in numbers:
            setattr(self, f"dropout{i}", Dropout(dropout))
        if isinstance(activation, str) and activation not in ("relu", "gelu"):
            raise RuntimeError(f"activation should be relu/gelu, not {activation}")
        self.activation = getattr(F, activation) if isinstance(activation, str) else activation

    def _part(self, number: int, x: Tensor, part: Callable[[Tensor], Tensor]) -> Tensor:
        """x plus a part of it, with norm and dropout of that number."""
        norm, dropout = getattr(self, f"norm{number}"), getattr(self, f"dropout{number}")
        if self.norm_first:
            return x + dropout(part(norm(x)))
        return norm(x + dropout(part(x)))

    def _feed_forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """Self-attention, then a network of two linear layers on each position.

    Shape: (L, N, d_model), or (N, L, d_model) if batch_first -> the same. src_mask: (L, L);
    src_key_padding_mask: (N, L).   activation: "relu", "gelu" or a function.
    Raises RuntimeError for another activation.   Source: torch.nn.TransformerEncoderLayer.
    """

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            ("self_attn",), d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps,
            batch_first, norm_first, bias, device, dtype,
        )  # fmt: skip

    def forward(
        self, src: Tensor, src_mask: Mask = None, src_key_padding_mask: Mask = None,
        is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """One layer; is_causal: a hint that src_mask is the causal one."""
        padding = additive_mask(
            src_key_padding_mask, src.dtype, "src_key_padding_mask", src_mask, "src_mask"
        )
        mask = additive_mask(src_mask, src.dtype, "src_mask")
        x = self._part(1, src, lambda y: attended(self.self_attn, y, y, mask, padding, is_causal))
        return self._part(2, x, self._feed_forward)


class TransformerDecoderLayer(_Layer):
    """Self-attention, attention to the encoder's result, then a network on each position.

    Shape: tgt (T, N, d_model), memory (S, N, d_model), or N first -> (T, N, d_model). tgt_mask:
    (T, T); memory_mask: (T, S); the padding masks: (N, T) and (N, S).
    Source: torch.nn.TransformerDecoderLayer.
    """

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            ("self_attn", "multihead_attn"), d_model, nhead, dim_feedforward, dropout, activation,
            layer_norm_eps, batch_first, norm_first, bias, device, dtype,
        )  # fmt: skip

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Mask = None, memory_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        tgt_is_causal: bool = False, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """One layer; tgt_is_causal: a hint that tgt_mask is the causal one."""

        def to_itself(y: Tensor) -> Tensor:
            return attended(self.self_attn, y, y, tgt_mask, tgt_key_padding_mask, tgt_is_causal)

        def to_memory(y: Tensor) -> Tensor:
            masks = memory_mask, memory_key_padding_mask
            return attended(self.multihead_attn, y, memory, *masks, memory_is_causal)

        x = self._part(1, tgt, to_itself)
        return self._part(3, self._part(2, x, to_memory), self._feed_forward)


def attended(
    attention: Any, x: Tensor, memory: Tensor, mask: Mask, padding: Mask, is_causal: bool
) -> Tensor:
    """The result of an attention layer without its weights."""
    return attention(
        x, memory, memory, attn_mask=mask, key_padding_mask=padding, is_causal=is_causal,
        need_weights=False,
    )[0]  # fmt: skip


# ---------------------------------------------------------------------------------- stacks


class TransformerEncoder(Module):
    """Several encoder layers, copies of one, and a norm at the end if there is one.

    enable_nested_tensor: PyTorch leaves padding out of the computation in evaluation without
    gradients; here only its visible effect is kept, zeros where the padding was.
    Source: torch.nn.TransformerEncoder.
    """

    __constants__ = ["norm"]

    def __init__(
        self, encoder_layer: Any, num_layers: int, norm: Any = None,
        enable_nested_tensor: bool = True, mask_check: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.layers = copies(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check
        reason = why_not_nested(encoder_layer)
        self.use_nested_tensor = enable_nested_tensor and not reason
        if enable_nested_tensor and reason:
            warnings.warn(
                "enable_nested_tensor is True, but self.use_nested_tensor is False because "
                f"{reason}",
                stacklevel=2,
            )

    def forward(
        self, src: Tensor, mask: Mask = None, src_key_padding_mask: Mask = None,
        is_causal: bool | None = None,
    ) -> Tensor:  # fmt: skip
        """All layers with the same masks."""
        padding = additive_mask(
            src_key_padding_mask, src.dtype, "src_key_padding_mask", mask, "mask"
        )
        mask = additive_mask(mask, src.dtype, "mask")
        output = src
        for layer in self.layers:
            output = layer(output, mask, padding, bool(is_causal and mask is not None))
        if padding is not None and mask is None and self._skips_padding(src, padding):
            output = output.masked_fill((padding != 0).unsqueeze(-1), 0.0)
        return output if self.norm is None else self.norm(output)

    def _skips_padding(self, src: Tensor, padding: Tensor) -> bool:
        """Would PyTorch leave the padding out, and so give zeros there?"""
        tracked = mode.grad and (
            src.requires_grad or any(p.requires_grad for p in self.parameters())
        )
        if not self.use_nested_tensor or self.training or src.dim() != 3 or tracked:
            return False
        real = padding == 0
        aligned = bool((real[:, 1:] <= real[:, :-1]).all())  # no real position behind padding
        return aligned or not self.mask_check


def why_not_nested(layer: Any) -> str:
    """Why PyTorch would not use nested tensors for copies of this layer, or ""."""
    name = "encoder_layer"
    if not isinstance(layer, TransformerEncoderLayer):
        return f"{name} was not TransformerEncoderLayer"
    attention = layer.self_attn
    reasons = {
        f"{name}.norm_first was True": layer.norm_first,
        f"{name}.self_attn.batch_first was not True"
        "(use batch_first for better inference performance)": not attention.batch_first,
        f"{name}.self_attn._qkv_same_embed_dim was not True": not attention._qkv_same_embed_dim,
        f"{name}.self_attn was passed bias=False": attention.in_proj_bias is None,
        f"{name}.activation_relu_or_gelu was not True": layer.activation not in (F.relu, F.gelu),
        f"{name}.norm1.eps was not equal to {name}.norm2.eps": layer.norm1.eps != layer.norm2.eps,
        f"{name}.self_attn.num_heads is odd": attention.num_heads % 2 == 1,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


class TransformerDecoder(Module):
    """Several decoder layers, copies of one, and a norm at the end if there is one.

    Source: torch.nn.TransformerDecoder.
    """

    __constants__ = ["norm"]

    def __init__(self, decoder_layer: Any, num_layers: int, norm: Any = None) -> None:
        super().__init__()
        self.layers = copies(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Mask = None, memory_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        tgt_is_causal: bool | None = None, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """All layers with the same memory and masks."""
        output = tgt
        causal = bool(tgt_is_causal and tgt_mask is not None)
        for layer in self.layers:
            output = layer(
                output, memory, tgt_mask, memory_mask, tgt_key_padding_mask,
                memory_key_padding_mask, causal, memory_is_causal,
            )  # fmt: skip
        return output if self.norm is None else self.norm(output)


def copies(module: Any, count: int) -> ModuleList:
    """A list of deep copies, which all start with the same values."""
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


class Transformer(Module):
    """An encoder and a decoder that reads what the encoder made of the source.

    Shape: src (S, N, d_model), tgt (T, N, d_model), or N first if batch_first -> (T, N, d_model).
    All matrices start xavier-uniform.   Raises RuntimeError when src and tgt do not go together.
    Source: torch.nn.Transformer.
    """

    def __init__(
        self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
        num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = F.relu, custom_encoder: Any = None, custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5, batch_first: bool = False, norm_first: bool = False,
        bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        place = {"bias": bias, "device": device, "dtype": dtype}
        sizes = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
                 norm_first)  # fmt: skip
        if custom_encoder is None:
            layer = TransformerEncoderLayer(*sizes, **place)
            norm = LayerNorm(d_model, layer_norm_eps, **place)
            custom_encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        self.encoder = custom_encoder
        if custom_decoder is None:
            last = TransformerDecoderLayer(*sizes, **place)
            norm = LayerNorm(d_model, layer_norm_eps, **place)
            custom_decoder = TransformerDecoder(last, num_decoder_layers, norm)
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self, src: Tensor, tgt: Tensor, src_mask: Mask = None, tgt_mask: Mask = None,
        memory_mask: Mask = None, src_key_padding_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        src_is_causal: bool | None = None, tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """Encode the source, then decode the target with it."""
        batch = 0 if self.batch_first else 1
        if src.dim() == 3 and src.size(batch) != tgt.size(batch):
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(
            src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal
        )
        return self.decoder(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )  # fmt: skip

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """The causal mask (sz, sz): 0 up to the diagonal, -inf above, to be added to scores."""
        return full((sz, sz), -math.inf, device=device, dtype=dtype).triu(1)

    def _reset_parameters(self) -> None:
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)
