# %% given
import numpy as np

# %% stub
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    ...


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = ...

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: ...),
            (other, lambda g: ...),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: ...),
            (other, lambda g: ...),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: ...),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return ...

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        ...

# %% solution
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong overwrites
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g

# %% wrong no-unbroadcast
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = rule(tensor.grad)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong ones-not-summed
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    return g


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong axes-lost
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong grad-not-passed-on
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong only-first-parent
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or bool(parents and parents[0][0].requires_grad)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong data-too
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if True:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong not-transposed
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data),
            (other, lambda g: self.data @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong wrong-side
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: other.data.T @ g),
            (other, lambda g: g @ self.data.T),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong forgets-g
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: other.data),
            (other, lambda g: self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong mask-of-g
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (g > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong mean-is-sum
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return Tensor(self.data.mean(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g

# %% wrong recursion
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self, g=None):
        g = np.ones_like(self.data) if g is None else g
        self.grad = g if self.grad is None else self.grad + g
        for parent, rule in self.parents:
            if parent.requires_grad:
                parent.backward(unbroadcast(rule(self.grad), parent.data.shape))

# %% wrong added-in-place
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    while g.ndim > len(shape):
        g = g.sum(0)
    for axis, n in enumerate(shape):
        if n == 1 and g.shape[axis] != 1:
            g = g.sum(axis, keepdims=True)
    return g


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in reversed(order):
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    if parent.grad is None:
                        parent.grad = g
                    else:
                        parent.grad += g

# %% wrong from-the-front
def unbroadcast(g, shape):
    """The gradient of an array of this shape, from that of what broadcasting made of it."""
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)


def as_tensor(value):
    """A tensor as it is, anything else as data."""
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    """An array that knows what it was made of: pairs (tensor, rule)."""

    def __init__(self, data, requires_grad=False, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self.requires_grad = requires_grad or any(p.requires_grad for p, _ in parents)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"

    # ---- operations: the value, and a rule for each parent

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=[
            (self, lambda g: g),
            (other, lambda g: g),
        ])

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.data * other.data, parents=[
            (self, lambda g: g * other.data),
            (other, lambda g: g * self.data),
        ])

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, parents=[
            (self, lambda g: g @ other.data.T),
            (other, lambda g: self.data.T @ g),
        ])

    def relu(self):
        return Tensor(np.maximum(self.data, 0), parents=[
            (self, lambda g: g * (self.data > 0)),
        ])

    def sum(self):
        return Tensor(self.data.sum(), parents=[
            (self, lambda g: np.broadcast_to(g, self.data.shape)),
        ])

    def mean(self):
        return self.sum() * (1 / self.data.size)

    # ---- operations that are made of others

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_tensor(other)

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    # ---- the way back

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for parent, _ in tensor.parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = np.ones_like(self.data)
        for tensor in order:
            for parent, rule in tensor.parents:
                if parent.requires_grad:
                    g = unbroadcast(rule(tensor.grad), parent.data.shape)
                    parent.grad = g if parent.grad is None else parent.grad + g
