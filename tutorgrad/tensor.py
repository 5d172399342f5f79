"""Tensor: PyTorch's face of an array with a place in a graph.

The operations come from `Methods`; here is the rest: what a tensor tells about itself, its part in
autograd, conversions, indexing, and the protocols of Python and NumPy.
"""

from __future__ import annotations

import copy
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import dtypes, engine, errors, factory, ops
from .backend import Place, device, place, place_of
from .conversion import Conversion
from .hooks import RemovableHandle
from .inplace import receive, refresh_view
from .memory_format import strided
from .nodes import Node, Value, mode, shown
from .outside import attributes
from .size import Size
from .taping import refuse


class _TensorMeta(type):
    """The class shows under PyTorch's name: `type(x)` prints <class 'torch.Tensor'>."""

    def __repr__(cls) -> str:
        return "<class 'torch.Tensor'>" if cls.__name__ == "Tensor" else super().__repr__()


Outside: Any = attributes("Tensor")


class Tensor(Conversion, Outside, metaclass=_TensorMeta):  # type: ignore[misc]
    """An n-dimensional array of one dtype on one device, with its history for autograd.

    `Tensor(2, 3)` is uninitialised, `Tensor([1, 2])` copies a list to the default dtype; the
    function `tensor` is the better door.   Source: torch.Tensor.
    """

    __array_priority__ = 1000  # NumPy lets a Tensor on its right handle the operator

    def __new__(cls, *data: Any, device: Any = None) -> Any:
        """The old constructor: sizes, a sequence, or another tensor."""
        self = object.__new__(cls)
        self.version = [0]
        if len(data) == 1 and isinstance(data[0], Value):
            self.array = data[0].array
        else:
            self.array = factory.old_form(data, dtypes.get_default_dtype().numpy)
        return self

    def wrap(self, array: Any, node: Node | None) -> Tensor:
        """A new Tensor around an array; also the result of operations on subclasses."""
        new: Tensor = object.__new__(Tensor)
        new.array, new.version, new.node = array, [0], node
        # What every call asks is quicker to find on the tensor than among the class's defaults.
        new.output_nr, new.base = 0, None
        new.leaf_requires_grad = new.inference = False
        return new

    refresh = refresh_view
    receive = receive

    def cast(self, dtype: np.dtype[Any]) -> Any:
        return ops.to_copy(self, dtype=dtype)

    # -------------------------------------------------------------------------- what it is

    @property
    def shape(self) -> Size:
        """The size along each dimension."""
        return Size(self.array.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or its size along one dimension. Source: torch.Tensor.size."""
        if dim is None:
            return Size(self.array.shape)
        shape = self.array.shape
        if not shape:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return shape[errors.wrap_dim(dim, len(shape), "size")]

    @property
    def dtype(self) -> dtypes.dtype:
        """What kind of number each element is."""
        return dtypes.OF_NUMPY[self.array.dtype]

    @property
    def device(self) -> device:
        """Where the elements lie: cpu, or a cuda device."""
        return place_of(self.array).device

    @property
    def place(self) -> Place:
        """The object behind the device: its array module and random stream."""
        return place_of(self.array)

    @property
    def ndim(self) -> int:
        """How many dimensions."""
        return self.array.ndim  # type: ignore[no-any-return]

    def dim(self) -> int:
        """How many dimensions. Source: torch.Tensor.dim."""
        return self.array.ndim  # type: ignore[no-any-return]

    ndimension = dim

    def numel(self) -> int:
        """How many elements. Source: torch.Tensor.numel."""
        return self.array.size  # type: ignore[no-any-return]

    nelement = numel

    def stride(self, dim: int | None = None) -> Any:
        """How many elements lie between neighbours along each dimension (or one dimension)."""
        strides = strides_of(self.array)
        return strides if dim is None else strides[errors.wrap_dim(dim, self.array.ndim, "stride")]

    def storage_offset(self) -> int:
        """Where the first element lies in the memory, in elements."""
        return ops.geometry(self.array)[2]

    def is_contiguous(self) -> bool:
        """Do the elements lie in row-major order without gaps?"""
        return bool(self.array.flags.c_contiguous)

    def data_ptr(self) -> int:
        """The address of the first element."""
        refuse("data_ptr(), which differs from run to run")
        return place_of(self.array).address(self.array)

    def element_size(self) -> int:
        """Bytes per element."""
        return self.array.dtype.itemsize  # type: ignore[no-any-return]

    itemsize = property(element_size)

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self.array.size * self.array.dtype.itemsize  # type: ignore[no-any-return]

    @property
    def is_cuda(self) -> bool:
        """Does it lie on a CUDA device?"""
        return self.device.type == "cuda"

    @property
    def is_cpu(self) -> bool:
        """Does it lie on the CPU?"""
        return self.device.type == "cpu"

    def get_device(self) -> int:
        """The index of the CUDA device, -1 on the CPU."""
        index = self.device.index
        return -1 if index is None else index

    def is_floating_point(self) -> bool:
        """Is its dtype one of floating point?"""
        return self.array.dtype.kind == "f"  # type: ignore[no-any-return]

    def is_complex(self) -> bool:
        """False: complex numbers are outside tutorgrad."""
        return False

    def is_signed(self) -> bool:
        """Can its dtype hold negative numbers?"""
        return self.dtype.is_signed

    layout = strided
    is_sparse = is_quantized = is_meta = is_nested = False

    # --------------------------------------------------------------------------- autograd

    @property
    def requires_grad(self) -> bool:
        """Is this a leaf that wants a gradient, computed from one, or a view of one?"""
        if self.node is not None or self.leaf_requires_grad:
            return True
        return self.base is not None and self.base.requires_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not isinstance(wanted, bool):
            raise RuntimeError("requires_grad must be a bool")
        if self.node is not None:
            if wanted:
                return
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a "
                "computed variable in a subgraph that doesn't require differentiation use "
                "var_no_grad = var.detach()."
            )
        if wanted and self.array.dtype.kind != "f":
            raise RuntimeError(
                "only Tensors of floating point and complex dtype can require gradients"
            )
        if wanted and self.inference and not mode.inference:
            raise RuntimeError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not "
                "allowed."
            )
        self.leaf_requires_grad = wanted

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Set whether a gradient is wanted; returns the tensor.

        Raises RuntimeError for integer tensors and for computed ones.
        Source: torch.Tensor.requires_grad_.
        """
        if not isinstance(requires_grad, bool):
            raise TypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool, "
                f"not {errors.type_name(requires_grad)}"
            )
        if requires_grad and self.node is None and self.array.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        self.requires_grad = requires_grad
        return self

    @property
    def grad_fn(self) -> Node | None:
        """The node of the call that made this tensor; None for a leaf."""
        if self.base is not None:
            self.refresh()
        return shown(self.node)

    @property
    def is_leaf(self) -> bool:
        """Was it made by the user (or without recording), rather than computed?"""
        return self.grad_fn is None

    @property
    def grad(self) -> Any:
        """What backward has added up here; None before. Warns on a computed tensor."""
        if self.kept_grad is None and self.node is not None and not self.retains_grad:
            warnings.warn(NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return self.kept_grad

    @grad.setter
    def grad(self, grad: Any) -> None:
        if grad is None:
            self.kept_grad = None
            return
        if not isinstance(grad, Value):
            raise TypeError(
                "assigned grad expected to be a Tensor or None but got grad of type "
                f"{errors.type_name(grad)}"
            )
        self._check_grad(grad)
        self.kept_grad = grad

    @grad.deleter
    def grad(self) -> None:
        self.kept_grad = None

    def _check_grad(self, grad: Any) -> None:
        if grad is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if grad.dtype is not self.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{grad.dtype.cpp_name}' to a tensor "
                f"with grad_dtype '{self.dtype.scalar_name}'. The gradient must match the tensor's "
                "grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype "
                "attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with "
                "caution. Diverging the dtypes of a tensor and its gradient may break downstream "
                "systems that assume they match."
            )
        check_same_device(grad.device, self.device)
        if grad.array.shape != self.array.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(grad.array.shape)}' to a tensor "
                f"of size '{list(self.array.shape)}'. Please ensure that the gradient and the "
                "tensor are the same size"
            )

    def backward(
        self,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add d(self)/d(leaf) to `.grad` of every leaf below. See `autograd.backward`."""
        engine.backward(self, gradient, retain_graph, create_graph, inputs)

    def detach(self) -> Any:
        """The same memory without a history. Source: torch.Tensor.detach."""
        new = self.wrap(self.array, None)
        new.version, new.inference = self.version, self.inference
        return new

    def detach_(self) -> Any:
        """Forget the history. Raises RuntimeError on a view. Source: torch.Tensor.detach_."""
        if not isinstance(self, Value):  # torch.detach_(1)
            raise errors.not_a_tensor("detach_", "input", 1, self)
        if self.base is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using "
                "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as "
                "True, gradients are views of DDP buckets, and hence detach_() cannot be called on "
                "these gradients. To fix this error, please refer to the Optimizer.zero_grad() "
                "function in torch/optim/optimizer.py as the solution."
            )
        self.node, self.output_nr, self.leaf_requires_grad = None, 0, False
        return self

    @property
    def data(self) -> Any:
        """The same memory without history and with a version counter of its own.

        Writes through `.data` are hidden from autograd: `detach()` is the safe form.
        """
        new = self.wrap(self.array, None)
        new.inference = self.inference
        return new

    @data.setter
    def data(self, new: Any) -> None:
        if not isinstance(new, Value):
            raise TypeError(f"Variable data has to be a tensor, but got {errors.type_name(new)}")
        self.array = new.array

    def register_hook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook(grad)` when the gradient of this tensor is known; it may return another.

        Raises RuntimeError when no gradient is required. Source: torch.Tensor.register_hook.
        """
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self.node is None:
            self.hooks = {} if self.hooks is None else self.hooks
            return RemovableHandle(self.hooks, hook)
        if self.node.tensor_hooks is None:
            self.node.tensor_hooks = {}
        return RemovableHandle(self.node.tensor_hooks.setdefault(self.output_nr, {}), hook)

    @property
    def _backward_hooks(self) -> dict[int, Any] | None:
        """The hooks of `register_hook`; None where there was none. Source: torch.Tensor."""
        if self.node is None:
            return self.hooks
        return (self.node.tensor_hooks or {}).get(self.output_nr)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> RemovableHandle:
        """Call `hook(tensor)` once `.grad` of a leaf is up to date."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self.node is not None:
            raise RuntimeError(
                "post accumulate grad hooks cannot be registered on non-leaf tensors"
            )
        self.after_hooks = {} if self.after_hooks is None else self.after_hooks
        return RemovableHandle(self.after_hooks, hook)

    def retain_grad(self) -> None:
        """Ask a computed tensor to keep its `.grad`. Source: torch.Tensor.retain_grad."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self.node is not None:
            self.node.retained = self.node.retained or {}
            self.node.retained[self.output_nr] = weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """Does this computed tensor keep its gradient?"""
        kept = self.node.retained if self.node is not None else None
        return bool(kept) and self.output_nr in kept  # type: ignore[operator]

    @property
    def _version(self) -> int:
        return self.version[0]

    @property
    def _base(self) -> Any:
        return self.base

    def _is_view(self) -> bool:
        return self.base is not None

    def is_inference(self) -> bool:
        """Was it made under inference_mode?"""
        return self.inference

    # ---------------------------------------------------------------------------- indexing

    def __getitem__(self, key: Any) -> Any:
        return ops.getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.set_items(key, value)

    def __len__(self) -> int:
        if self.array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return int(self.array.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if self.array.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(ops.unbind(self, 0))

    def __contains__(self, element: Any) -> bool:
        if isinstance(element, Value | int | float):
            return bool((self == element).any().item())
        raise RuntimeError(
            "Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
            f"{type(element)}."
        )

    # --------------------------------------------------------------------- Python protocols

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment.  If you were attempting to deepcopy a module, this may be "
                "because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001"
            )
        if id(self) in memo:
            return memo[id(self)]
        new: Any = object.__new__(type(self))
        memo[id(self)] = new
        new.array, new.version = self.array.copy(order="K"), [0]
        new.leaf_requires_grad = self.leaf_requires_grad
        new.kept_grad = copy.deepcopy(self.kept_grad, memo)
        return new

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        if not self.is_leaf:
            warnings.warn(
                "pickling a computed tensor drops its history: the copy is a leaf", stacklevel=3
            )
        home = place_of(self.array)
        where = str(home.device)
        return rebuild, (type(self), home.to_host(self.array), self.requires_grad, where)


Value.public = Tensor


def strides_of(array: Any) -> tuple[int, ...]:
    """The strides in elements; of an empty array as if each empty dimension had one element."""
    if array.size:
        return tuple(s // array.dtype.itemsize for s in array.strides)
    strides, step = [], 1
    for n in reversed(array.shape):
        strides.append(step)
        step *= max(n, 1)
    return tuple(reversed(strides))


def check_same_device(found: device, wanted: device) -> None:
    """Raise for a gradient that lives elsewhere than its tensor."""
    if found == wanted:
        return
    where = (
        f"attempting to assign a gradient with device type '{found.type}' to a tensor with device "
        f"type '{wanted.type}'."
        if found.type != wanted.type
        else f"attempting to assign a gradient located on device with index '{found.index}' to a "
        f"tensor located on device with index '{wanted.index}'."
    )
    raise RuntimeError(
        f"{where} Please ensure that the gradient and the tensor are on the same device"
    )


def rebuild(kind: type, array: Any, requires_grad: bool, where: str) -> Any:
    """A tensor from its pickled parts."""
    new: Any = object.__new__(kind)
    new.array, new.version = place(where).from_host(array), [0]
    new.leaf_requires_grad = requires_grad
    return new


NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)
