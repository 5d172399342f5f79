"""Hooks of modules, forward and backward: who is called when, with what, as in PyTorch."""

from __future__ import annotations

import pytest

from .both import assert_same

SETUP = """
class Two(nn.Module):
    def forward(self, x, y, k=1):
        return x * 2 * k, y * 3

x = torch.ones(2, requires_grad=True)
y = torch.ones(2, requires_grad=True)
n = Two()
"""

PROGRAMS = {
    "pre-hook sees the arguments": """
n.register_forward_pre_hook(lambda m, args: print("pre", m, args))
n(x, y, k=2)
""",
    "pre-hook replaces them": """
n.register_forward_pre_hook(lambda m, args: (args[0] * 10, args[1]))
r = n(x, y)
""",
    "pre-hook returns no tuple": """
i = nn.Identity()
i.register_forward_pre_hook(lambda m, args: args[0] + 1)
r = i(x)
""",
    "pre-hook with keywords": """
n.register_forward_pre_hook(lambda m, a, k: (a, {"k": 5}), with_kwargs=True)
r = n(x, y, k=2)
""",
    "pre-hook with keywords returns rubbish": """
n.register_forward_pre_hook(lambda m, a, k: 5, with_kwargs=True)
n(x, y)
""",
    "hook sees the output": """
n.register_forward_hook(lambda m, args, out: print("after", args, out))
n(x, y)
""",
    "hook replaces the output": """
n.register_forward_hook(lambda m, args, out: out[0])
r = n(x, y)
""",
    "hook with keywords": """
n.register_forward_hook(lambda m, a, k, out: print(a, k, out), with_kwargs=True)
n(x, y, k=3)
""",
    "order and prepend": """
for i in range(3):
    n.register_forward_hook(lambda m, a, out, i=i: print(i), prepend=i == 2)
n(x, y)
""",
    "a handle takes its hook off": """
h = n.register_forward_hook(lambda m, a, out: print("called"))
n(x, y)
h.remove()
n(x, y)
h.remove()
with n.register_forward_hook(lambda m, a, out: print("inside")):
    n(x, y)
n(x, y)
""",
    "always_call": """
n.register_forward_hook(lambda m, a, out: print("always", out), always_call=True)
n.register_forward_hook(lambda m, a, out: print("not called"))
n(x)
""",
    "always_call raises too": """
def broken(m, a, out):
    raise KeyError("hook")
n.register_forward_hook(broken, always_call=True)
n(x)
""",
    "backward hook": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
a, b = n(x, y)
(a * 3 + b).sum().backward()
r = x.grad, y.grad
""",
    "backward hook, one output used": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
n(x, y)[0].sum().backward()
r = x.grad, y.grad
""",
    "backward hook, one input is a number": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
a, b = n(x, 5)
a.sum().backward()
r = b, x.grad
""",
    "backward hook, one input needs no gradient": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
a, b = n(x, torch.ones(2))
a.sum().backward()
""",
    "backward hook replaces": """
n.register_full_backward_hook(lambda m, gi, go: (gi[0] * 10, gi[1]))
a, b = n(x, y)
(a + b).sum().backward()
r = x.grad, y.grad
""",
    "backward hook returns too few": """
n.register_full_backward_hook(lambda m, gi, go: (gi[0],))
a, b = n(x, y)
(a + b).sum().backward()
""",
    "backward pre-hook": """
n.register_full_backward_pre_hook(lambda m, go: print(go))
a, b = n(x, y)
(a + b).sum().backward()
""",
    "backward pre-hook replaces": """
n.register_full_backward_pre_hook(lambda m, go: (go[0] * 100, go[1]))
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
a, b = n(x, y)
(a + b).sum().backward()
r = x.grad, y.grad
""",
    "backward pre-hook returns too few": """
n.register_full_backward_pre_hook(lambda m, go: (go[0],))
a, b = n(x, y)
(a + b).sum().backward()
""",
    "backward hook without gradients of inputs": """
l = nn.Linear(2, 2)
l.register_full_backward_hook(lambda m, gi, go: print(gi, go))
l(torch.ones(1, 2)).sum().backward()
""",
    "backward hook and a dict": """
class D(nn.Module):
    def forward(self, x):
        return {"a": x * 2}
d = D()
d.register_full_backward_hook(lambda m, gi, go: print(gi, go))
r = d(x)
""",
    "backward hook under no_grad": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
with torch.no_grad():
    r = n(x, y)
""",
    "backward hook with create_graph": """
n.register_full_backward_hook(lambda m, gi, go: print(gi, go))
a, b = n(x * x, y)
(g,) = torch.autograd.grad((a * a).sum(), x, create_graph=True)
g.sum().backward()
r = x.grad
""",
    "the graph with a backward hook": """
n.register_full_backward_hook(lambda m, gi, go: None)
a, b = n(x, y)
r = a.grad_fn.name(), a.grad_fn.next_functions[0][0].name(), a.requires_grad, a.is_leaf
""",
    "nested modules": """
s = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
for name, m in s.named_modules():
    m.register_full_backward_hook(lambda m, gi, go, name=name: print(name, len(gi), len(go)))
    m.register_forward_hook(lambda m, a, out, name=name: print("forward", name))
s(torch.ones(1, 2)).sum().backward()
""",
    "state_dict hooks": """
n.register_state_dict_post_hook(lambda m, sd, prefix, meta: sd.update(extra=1))
n.register_load_state_dict_post_hook(lambda m, keys: print(keys))
r = n.state_dict()
n.load_state_dict({})
""",
    "load hook returns something": """
n.register_load_state_dict_post_hook(lambda m, keys: 5)
n.load_state_dict({})
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_hooks(name: str) -> None:
    """The same calls in the same order, the same gradients, the same errors."""
    assert_same(PROGRAMS[name], SETUP)
