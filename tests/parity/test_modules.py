"""PyTorch's own samples of its modules, built and run by PyTorch and by tutorgrad.

Protects: constructor arguments, the starting values for a seed, the keys of the state, the printed
form, results and gradients in training and in evaluation, what a call does to the buffers, and the
exception and text of PyTorch's error samples. MORE describes calls of modules that PyTorch's
collection leaves out, in the words of the table of operations.

    pytest tests/parity/test_modules.py -k Conv2d
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch.testing._internal.common_modules import ModuleErrorEnum, module_db

import tutorgrad
from tests.ops.row import Case, Row
from tests.parity.both import numbers
from tests.parity.opinfo import (
    Untranslatable,
    attempt,
    leaves,
    spread,
    tensors,
    translate,
    unlike_looks,
)

pytestmark = pytest.mark.torch

MODULES = {info.module_cls.__name__: info for info in module_db}
PRESENT = [name for name in MODULES if hasattr(tutorgrad.nn, name)]

# (constructor arguments, inputs): a module that PyTorch's collection leaves out
MORE = [
    ("Dropout", "0.3", "a=4,3"),
    ("Identity", "7, unused=None", "a=4,3"),
    ("Flatten", "", "a=2,3,2"),
    ("Unflatten", "1, (2, 2)", "a=3,4"),
    ("Dropout1d", "0.4", "a=2,5,3"),
    ("Dropout2d", "", "a=2,5,3,2"),
    ("Dropout3d", "", "a=5,2,3,2"),
    ("Dropout2d", "2.0", ""),
    ("AlphaDropout", "0.3", "a=4,3"),
    ("FeatureAlphaDropout", "", "a=2,5,3"),
    ("Embedding", "3, 4, padding_idx=-1, scale_grad_by_freq=True", "i=class:2,4"),
    ("Embedding", "3, 4, max_norm=0.5, norm_type=1.0", "i=class:2,4"),
    ("Embedding", "3, 4, padding_idx=3", ""),
    ("EmbeddingBag", "3, 4", "i=class:2,4"),
    ("EmbeddingBag", "3, 4, mode='max', padding_idx=1, max_norm=1.0", "i=class:2,4"),
    ("EmbeddingBag", "3, 4, padding_idx=-4", ""),
    ("Bilinear", "0, 2, 3", ""),
    ("RReLU", "0.1, 0.4", "a=4,3"),
    ("TripletMarginLoss", "margin=2.0, p=1.5, swap=True", "a=4,3 b=4,3 c=4,3"),
    ("TripletMarginLoss", "margin=0", ""),
    ("TripletMarginWithDistanceLoss", "reduction='sum', swap=True", "a=4,3 b=4,3 c=4,3"),
    ("TripletMarginWithDistanceLoss", "margin=-1", ""),
    ("PairwiseDistance", "p=1.5, keepdim=True", "a=4,3 b=4,3"),
    ("CosineSimilarity", "dim=0", "a=4,3 b=4,3"),
    (
        "Conv2d",
        "4, 6, (3, 2), padding='same', dilation=2, groups=2, padding_mode='reflect'",
        "a=2,4,6,6",
    ),
    ("Conv2d", "3, 4, 3, groups=2", ""),
    ("Conv2d", "3, 4, 3, stride=2, padding='same'", ""),
    ("ConvTranspose2d", "2, 3, 3, padding_mode='reflect'", ""),
    ("MaxPool2d", "2, return_indices=True", "a=2,2,4,5"),
    ("MaxUnpool1d", "2", "a=1,1,2 i=order:1,1,2"),
    ("MaxUnpool2d", "2, stride=1", "a=1,1,2,2 i=order:1,1,2,2"),
    ("MaxUnpool3d", "(2, 1, 1)", "a=1,1,1,2,2 i=order:1,1,1,2,2"),
    ("Upsample", "scale_factor=2.5", "a=1,2,3,4"),
    ("Upsample", "(3, 5), mode='bicubic', align_corners=False", "a=1,2,3,4"),
    ("UpsamplingNearest2d", "4", "a=1,2,3,3"),
    ("UpsamplingBilinear2d", "scale_factor=(2, 3)", "a=1,2,3,3"),
    ("PixelShuffle", "2", "a=1,4,2,3"),
    ("PixelUnshuffle", "2", "a=1,2,4,6"),
    ("ChannelShuffle", "2", "a=1,4,3"),
    ("Fold", "(3, 4), (2, 1), stride=1", "a=1,4,8"),
    ("Unfold", "(2, 3), padding=1", "a=1,2,3,4"),
    ("CircularPad2d", "1", "a=3"),
]


@dataclass
class Sample:
    """How a module is built, and how it is called; forward is None when it is only built."""

    name: str
    built: tuple[Any, Any]
    forward: tuple[Any, Any] | None
    dtype: str | None
    training: bool = True

    def translated(self) -> Sample:
        seen: dict[int, Any] = {}
        built, forward = (self.arguments(p, seen) for p in (self.built, self.forward))
        return Sample(self.name, built, forward, self.dtype, self.training)

    def arguments(self, pair: Any, seen: dict[int, Any]) -> Any:
        return pair and (translate(list(pair[0]), seen), translate(pair[1], seen))

    def look(self, library: Any) -> dict[str, Any]:
        """Everything to be compared: the module, what it returns, gradients, buffers."""
        library.manual_seed(0)
        module = getattr(library.nn, self.name)(*self.built[0], **self.built[1])
        found: dict[str, Any] = {"repr": repr(module)}
        if self.dtype is not None:
            module.to(getattr(library, self.dtype))
        module.train(self.training)
        lazy = self.name.startswith("Lazy")  # which has no numbers before the first call
        state = {} if lazy else module.state_dict()
        found |= {f"state {k}": exactly(v) for k, v in state.items()}
        if self.forward is None:
            return found
        args, kwargs = self.forward
        outs = list(tensors(library, module(*args, **kwargs), found))
        found |= {f"value {i}": numbers(out) for i, out in enumerate(outs)}
        found |= {f"afterwards {k}": numbers(v) for k, v in module.state_dict().items()}
        parameters = dict(module.named_parameters())
        sources = {f"input {i}": t for i, t in enumerate(leaves(library, [args, kwargs]))}
        return found | gradients(library, outs, sources | parameters)


def exactly(tensor: Any) -> str:
    return f"{tensor.dtype} {tensor.detach().numpy().tolist()}".replace("tutorgrad", "torch")


def gradients(library: Any, outs: list[Any], sources: dict[str, Any]) -> dict[str, Any]:
    """The gradients of a random combination of the results."""
    outs = [o for o in outs if o.requires_grad]
    if not outs or not sources:
        return {"differentiable": [len(outs), sorted(sources)]}
    rng = np.random.default_rng(0)
    vs = [library.from_numpy(rng.normal(size=tuple(o.shape))).to(o.dtype) for o in outs]
    grads = library.autograd.grad(outs, list(sources.values()), vs, allow_unused=True)
    return {f"d/d {n}": numbers(g) for n, g in zip(sources, grads, strict=True)}


def compared(sample: Sample) -> list[str]:
    """What differs between the libraries, with the sample before it."""
    try:
        mine = sample.translated()
    except Untranslatable:
        return []
    here, there = (
        attempt(lambda s=s, t=t: s.look(t)) for s, t in ((mine, tutorgrad), (sample, torch))
    )
    found = unlike_looks(here, there)
    what = f"{sample.name}{sample.built} {sample.dtype} training={sample.training}"
    return [what + "\n" + "\n".join(found)] if found else []


def samples(name: str, dtype: str, training: bool, cap: int) -> list[Sample]:
    info = MODULES[name]
    torch.manual_seed(0)
    made = info.module_inputs_func(
        info, device="cpu", dtype=getattr(torch, dtype), requires_grad=True, training=training
    )
    return [Sample(name, *both(s), dtype, training) for s in spread(list(made), cap)]


def both(sample: Any) -> tuple[Any, Any]:
    built, forward = sample.constructor_input, sample.forward_input
    return (built.args, built.kwargs), forward and (forward.args, forward.kwargs)


# Compared in float64 only: sums of hundreds of logarithms round differently in float32.
ROUNDED = {"CTCLoss"}


@pytest.mark.parametrize("name", PRESENT)
def test_a_module_is_pytorchs(name: str) -> None:
    report = []
    for dtype, cap in (("float64", 6), ("float32", 3 * (name not in ROUNDED))):
        for training in (True, False):
            for sample in samples(name, dtype, training, cap):
                report += compared(sample)
    assert not report, "\n\n".join(report)


@pytest.mark.parametrize("name", [n for n in PRESENT if MODULES[n].module_error_inputs_func])
def test_wrong_use_raises_pytorchs_errors(name: str) -> None:
    info = MODULES[name]
    report = []
    torch.manual_seed(0)
    for wrong in info.module_error_inputs_func(
        info, device="cpu", dtype=torch.float64, requires_grad=False, training=True
    ):
        built, forward = both(wrong.module_error_input)
        if wrong.error_on is ModuleErrorEnum.CONSTRUCTION_ERROR:
            forward = None
        report += compared(Sample(name, built, forward, None))
    assert not report, "\n\n".join(report)


@pytest.mark.parametrize("name, arguments, inputs", MORE)
def test_another_module_is_pytorchs(name: str, arguments: str, inputs: str) -> None:
    built = eval(f"given({arguments})", {"given": lambda *args, **kwargs: (args, kwargs)})
    tensors = Case(Row(name, "None", (inputs,)), "None", inputs).inputs(torch)
    forward = (list(tensors.values()), {}) if inputs else None
    report = [
        d for t in (True, False) for d in compared(Sample(name, built, forward, "float64", t))
    ]
    assert not report, "\n\n".join(report)
