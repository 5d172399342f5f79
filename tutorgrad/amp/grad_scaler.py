"""`torch.amp.GradScaler`: a loss made larger, so that small gradients survive in half precision.

The loss is multiplied by a scale before backward, the gradients are divided by it before the step.
A step whose gradients hold inf or NaN is skipped and the scale halved; after many good steps it is
doubled. Source: P. Micikevicius et al., "Mixed Precision Training", ICLR 2018.
"""

from __future__ import annotations

import warnings
from typing import Any

from ..creation import full
from ..cuda.devices import is_available
from ..dtypes import float16
from ..ops import isfinite


class GradScaler:
    """scaler.scale(loss).backward(); scaler.step(optimizer); scaler.update().

    Disabled, every method does nothing special (`step` steps). For "cuda" without a GPU it is
    disabled, with a warning.   Source: torch.amp.GradScaler.
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if enabled and str(device) == "cuda" and not is_available():
            warnings.warn(
                "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.",
                stacklevel=2,
            )
            enabled = False
        if enabled and growth_factor <= 1.0:
            raise AssertionError("The growth factor must be > 1.0.")
        if enabled and backoff_factor >= 1.0:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._enabled = enabled
        self._init_scale = init_scale
        self._scale: float | None = None  # until `scale` is called
        self._growth_factor = growth_factor
        self._backoff_factor = backoff_factor
        self._growth_interval = growth_interval
        self._growth_tracker = 0
        # of each optimizer whose gradients are unscaled; None of one that had none
        self._found_inf: dict[int, bool | None] = {}
        self._stepped: set[int] = set()

    def scale(self, outputs: Any) -> Any:
        """A loss, or a list of them, times the scale."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, list | tuple):
            return type(outputs)(map(self.scale, outputs))
        if self._scale is None:
            self._scale = self._init_scale
        return outputs * full((), self._scale, dtype=outputs.dtype, device=outputs.device)

    def _used(self, what: str) -> float:
        """The scale; AssertionError when no loss was ever scaled."""
        if self._scale is None:
            raise AssertionError(
                f"Attempted {what} but _scale is None.  This may indicate your script did not use "
                "scaler.scale(loss or outputs) earlier in the iteration."
            )
        return self._scale

    def unscale_(self, optimizer: Any) -> None:
        """Divide an optimizer's gradients by the scale, for clipping before the step.

        Raises RuntimeError when that was done already, ValueError for float16, whose gradients may
        be lost already: keep the parameters in float32.
        """
        if not self._enabled:
            return
        scale = self._used("unscale_")
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        if id(optimizer) in self._found_inf:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update()."
            )
        grads = [
            p.grad
            for group in optimizer.param_groups
            for p in group["params"]
            if p.grad is not None
        ]
        if any(grad.dtype is float16 for grad in grads):
            raise ValueError("Attempting to unscale FP16 gradients.")
        for grad in grads:
            grad.mul_(1 / scale)
        self._found_inf[id(optimizer)] = (
            not all(bool(isfinite(g).all()) for g in grads) if grads else None
        )

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """optimizer.step(), unless a gradient is inf or NaN.

        Raises RuntimeError for a second step before `update`, AssertionError without gradients.
        """
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._found_inf:
            self.unscale_(optimizer)
        if self._found_inf[id(optimizer)] is None:
            raise AssertionError("No inf checks were recorded for this optimizer.")
        self._stepped.add(id(optimizer))
        return None if self._found_inf[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | Any | None = None) -> None:
        """Adapt the scale to what happened since the last update."""
        if not self._enabled:
            return
        scale = self._used("update")
        if new_scale is not None:
            self._scale = float(new_scale)
        else:
            found = [inf for inf in self._found_inf.values() if inf is not None]
            if not found:
                raise AssertionError("No inf checks were recorded prior to update.")
            self._scale = self._adapted(scale, any(found))
        self._found_inf, self._stepped = {}, set()

    def _adapted(self, scale: float, found_inf: bool) -> float:
        """The scale, smaller after inf or NaN, larger after many good steps."""
        self._growth_tracker = 0 if found_inf else self._growth_tracker + 1
        if found_inf:
            return scale * self._backoff_factor
        if self._growth_tracker < self._growth_interval:
            return scale
        self._growth_tracker = 0
        return scale * self._growth_factor

    def get_scale(self) -> float:
        """The scale now; 1.0 when disabled."""
        if not self._enabled:
            return 1.0
        return self._init_scale if self._scale is None else self._scale

    def is_enabled(self) -> bool:
        return self._enabled

    def state_dict(self) -> dict[str, Any]:
        """What `load_state_dict` takes; empty when disabled."""
        if not self._enabled:
            return {}
        names = "growth_factor backoff_factor growth_interval _growth_tracker".split()
        others = {n: getattr(self, "_" + n.removeprefix("_")) for n in names}
        return {"scale": self.get_scale(), **others}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from `state_dict`; RuntimeError for an empty one."""
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled "
                "instance of GradScaler."
            )
        for name, value in state_dict.items():
            setattr(self, "_" + name.removeprefix("_"), value)
