# %% given
# Nothing is needed here: an engine for numbers is plain Python.

# %% stub
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, ...)

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return ...

    def backward(self):
        ...

# %% solution
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong overwrites
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad = slope * number.grad

# %% wrong recursion
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self, gradient=1.0):
        self.grad += gradient
        for parent, slope in self.parents:
            parent.backward(slope * self.grad)

# %% wrong visited-twice
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order = []

        def visit(number):
            for parent, _ in number.parents:
                visit(parent)
            order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong too-early
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        self.grad = 1.0
        waiting, seen = [self], {self}
        while waiting:
            number = waiting.pop(0)
            for parent, slope in number.parents:
                parent.grad += slope * number.grad
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)

# %% wrong from-the-front
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in order:
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong forgets-g
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope

# %% wrong no-start
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong own-value
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, self.data), (other, other.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong relu-lets-all-pass
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad

# %% wrong clears-first
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a

    def relu(self):
        return Number(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order, seen = [], set()

        def visit(number):
            if number not in seen:
                seen.add(number)
                for parent, _ in number.parents:
                    visit(parent)
                order.append(number)

        visit(self)
        for number in order:
            number.grad = 0.0
        self.grad = 1.0
        for number in reversed(order):
            for parent, slope in number.parents:
                parent.grad += slope * number.grad
