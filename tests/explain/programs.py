"""For every row of the table of `explain`: a program that fails, what to do, and that it helps.

`fixed` is the program as the note's fix makes it, and must hold the code that the note gives (the
last between backticks), unless `asks` says that the note ends in a question.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """`names`: what the note must call by the learner's names."""

    case: str
    fails: str
    fixed: str
    names: str = ""
    asks: bool = False
    simulate: bool = False


X = "x = torch.ones(3, requires_grad=True)\n"
W = "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"
HEAD = "class Double(torch.autograd.Function):\n"
FORWARD = "    @staticmethod\n    def forward(ctx, a, b):\n        return a * b\n"
BACK = "    @staticmethod\n    def backward(ctx, g):\n        return {}\n"
USE = "x = torch.ones(3, requires_grad=True)\nDouble.apply(x, 2.0).sum().backward()"
BROKEN = HEAD + FORWARD + BACK

BACKWARD = [
    Program(
        "many_numbers", X + "y = x * 2\ny.backward()", X + "y = x * 2\ny.sum().backward()", "y"
    ),
    Program(
        "many_numbers",
        X + "(x * 2).backward()",
        X + "(x * 2).sum().backward()",
        "x * 2",
    ),
    Program(
        "many_numbers",
        X + "y = x * x\ng, = torch.autograd.grad(y, x)",
        X + "y = x * x\ng, = torch.autograd.grad(y.sum(), x)",
        "x y",
    ),
    Program(
        "weights_of_wrong_shape",
        X + "y = x * 2\ny.backward(torch.ones(2))",
        X + "y = x * 2\ny.backward(torch.ones_like(y))",
        "y",
    ),
    Program(
        "weights_of_wrong_kind",
        X + "y = x * 2\ny.backward([1.0, 1.0, 1.0])",
        X + "y = x * 2\ny.backward(torch.ones_like(y))",
        "y",
    ),
    Program(
        "weights_of_wrong_kind",
        X + "y = x * 2\ny.backward(1.0)",
        X + "y = x * 2\ny.backward(torch.ones_like(y))",
        "y",
    ),
    Program(
        "cut",
        X + "y = x.detach() * 2\nloss = y.sum()\nloss.backward()",
        X + "y = x * 2\nloss = y.sum()\nloss.backward()",
        "x loss",
    ),
    Program(
        "cut",
        X + "with torch.no_grad():\n    y = x * 2\ny.sum().backward()",
        X + "y = x * 2\ny.sum().backward()",
        "x y",
    ),
    Program(
        "cut",
        X + "y = torch.tensor(x * 2)\ny.sum().backward()",
        X + "y = x * 2\ny.sum().backward()",
        "x y",
    ),
    Program(
        "cut",
        X + "best = x.argmax()\nbest.backward()",
        X + "best = x.max()\nbest.backward()",
        "x best",
        asks=True,
    ),
    Program(
        "cut",
        X + "right = (x > 0.5).float()\nright.mean().backward()",
        X + "right = torch.sigmoid(x)\nright.mean().backward()",
        "x",
        asks=True,
    ),
    Program(
        "cut",
        X + "g, = torch.autograd.grad((x ** 3).sum(), x)\ng.sum().backward()",
        X + "g, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)\ng.sum().backward()",
        "g",
    ),
    Program(
        "cut",
        "w = torch.tensor([1.0, 2.0])\ny = torch.ones(2)\nloss = (w * y).sum()\nloss.backward()",
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\ny = torch.ones(2)\n"
        "loss = (w * y).sum()\nloss.backward()",
        "w",
    ),
    Program(
        "cut",
        W + "for step in range(2):\n    loss = (w * w).sum()\n    loss.backward()\n"
        "    with torch.no_grad():\n        w = w - 0.1 * w.grad",
        W + "for step in range(2):\n    loss = (w * w).sum()\n    loss.backward()\n"
        "    with torch.no_grad():\n        w -= 0.1 * w.grad\n        w.grad = None",
        "w",
    ),
    Program(
        "cut",
        "def error(p):\n    return (p.data ** 2).sum()\n" + W + "error(w).backward()",
        "def error(p):\n    return (p ** 2).sum()\n" + W + "error(w).backward()",
        "",
        asks=True,
    ),
    Program(
        "plain_number",
        X + "loss = (x * 2).sum().item()\nloss.backward()",
        X + "loss = (x * 2).sum()\nloss.backward()",
        "loss",
    ),
    Program(
        "carried",
        W + "h = torch.zeros(2)\nfor step in range(2):\n    h = torch.tanh(h + w)\n"
        "    loss = h.sum()\n    loss.backward()",
        W + "h = torch.zeros(2)\nfor step in range(2):\n    h = h.detach()\n"
        "    h = torch.tanh(h + w)\n    loss = h.sum()\n    loss.backward()",
        "h",
    ),
    Program(
        "second_pass",
        X + "y = (x * x).sum()\ny.backward()\ny.backward()",
        X + "y = (x * x).sum()\ny.backward(retain_graph=True)\ny.backward()",
        "y",
    ),
    Program(
        "input_without_grad",
        "x = torch.ones(3)\n" + W + "torch.autograd.grad((w * x.sum()).sum(), [w, x])",
        "x = torch.ones(3)\nx.requires_grad_()\n"
        + W
        + "torch.autograd.grad((w * x.sum()).sum(), [w, x])",
        "x",
    ),
    Program(
        "unused_input",
        X + W + "y = (x * 2).sum()\ng = torch.autograd.grad(y, [x, w])",
        X + W + "y = (x * 2).sum()\ng = torch.autograd.grad(y, [x, w], allow_unused=True)",
        "w y",
    ),
]

LEAVES = [
    Program("no_gradient_yet", X + "x.grad.zero_()", X + "x.grad = None", "x"),
    Program(
        "none_in_arithmetic",
        W + "for step in range(2):\n    loss = (w * w).sum()\n    loss.backward()\n"
        "    w = w - 0.1 * w.grad",
        W + "for step in range(2):\n    loss = (w * w).sum()\n    loss.backward()\n"
        "    with torch.no_grad():\n        w -= 0.1 * w.grad\n    w.grad = None",
        "w",
    ),
    Program(
        "none_in_arithmetic",
        W + "step = 0.1 * w.grad",
        W + "(w * w).sum().backward()\nstep = 0.1 * w.grad",
        "w",
        asks=True,
    ),
    Program("grad_of_wrong_kind", X + "x.grad = 0.0", X + "x.grad = torch.zeros_like(x)", "x"),
    Program(
        "grad_of_wrong_size", X + "x.grad = torch.zeros(2)", X + "x.grad = torch.zeros_like(x)", "x"
    ),
    Program(
        "grad_of_wrong_dtype",
        X + "x.grad = torch.ones(3).double()",
        X + "x.grad = torch.ones(3).double().to(x.dtype)",
        "x",
    ),
    Program(
        "computed_parameter",
        X + "w = x * 0.1\nopt = torch.optim.SGD([w], lr=0.1)",
        X + "w = x * 0.1\nw = w.detach().requires_grad_()\nopt = torch.optim.SGD([w], lr=0.1)",
        "w",
    ),
    Program("changed_leaf", X + "x += 1", X + "with torch.no_grad(): x += 1", "x"),
    Program("changed_leaf", X + "x.mul_(2)", X + "with torch.no_grad(): x.mul_(2)", "x"),
    Program("changed_view_of_leaf", X + "x[0] = 5", X + "with torch.no_grad(): x[0] = 5", "x"),
    Program(
        "changed_saved_value",
        X + "y = x.exp()\ny.add_(1)\ny.sum().backward()",
        X + "y = x.exp()\ny = y.add(1)\ny.sum().backward()",
        "y",
    ),
    Program(
        "changed_saved_value",
        X + "a = x * 1\nb = a * a\na += 1\nb.sum().backward()",
        X + "a = x * 1\nb = a * a\na = a + 1\nb.sum().backward()",
        "a",
    ),
    Program(
        "changed_saved_value",
        "w = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "one = (w * w).sum()\ntwo = (w ** 3).sum()\none.backward()\nopt.step()\ntwo.backward()",
        "w = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "one = (w * w).sum()\ntwo = (w ** 3).sum()\none.backward()\ntwo.backward()\nopt.step()",
        "opt",
    ),
    Program(
        "changed_saved_value",
        X + "y = x * x\nx.detach().mul_(10)\ny.sum().backward()",
        X + "y = x * x\nx.detach().clone().mul_(10)\ny.sum().backward()",
        "x",
    ),
    Program("numpy_of_recorded", X + "x.numpy()", X + "x.detach().numpy()", "x"),
    Program("numpy_of_recorded", X + "np.sin(x)", X + "np.sin(x.detach())", "x"),
    Program(
        "flag_of_result",
        X + "y = x * 2\ny.requires_grad = False",
        X + "y = x * 2\ny = y.detach()",
        "y",
    ),
    Program(
        "nothing_to_retain",
        "y = torch.ones(3)\ny.retain_grad()",
        "y = torch.ones(3)\ny.requires_grad_()\ny.retain_grad()",
        "y",
    ),
    Program(
        "nothing_to_hook",
        "y = torch.ones(3)\ny.register_hook(print)",
        "y = torch.ones(3)\ny.requires_grad_()\ny.register_hook(print)",
        "y",
    ),
    Program(
        "recorded_out",
        X + "y = torch.empty(3)\ntorch.add(x, 1, out=y)",
        X + "y = torch.add(x, 1)",
        "x",
    ),
    Program(
        "view_from_no_grad",
        X + "y = x * 1\nwith torch.no_grad():\n    v = y[:2]\nv.mul_(2)",
        X + "y = x * 1\nwith torch.no_grad():\n    v = y[:2]\nwith torch.no_grad(): v.mul_(2)",
        "v",
    ),
    Program(
        "one_of_several_views",
        X + "y = x * 1\na, b, c = y.unbind()\na.mul_(2)",
        X + "y = x * 1\na, b, c = y.unbind()\na = a.mul(2)",
        "a",
    ),
    Program(
        "several_names_for_a_cell",
        "x = torch.zeros(3, 1)\nwide = x.expand(3, 4)\nwide += 1",
        "x = torch.zeros(3, 1)\nwide = x.expand(3, 4)\nwide = wide.clone()\nwide += 1",
        "wide",
    ),
    Program(
        "copied_result",
        "import copy\n" + X + "y = x * 2\nz = copy.deepcopy(y)",
        X + "y = x * 2\nz = y.detach().clone()",
        "y",
    ),
    Program(
        "not_a_number_came_back",
        "x = torch.zeros(2, requires_grad=True)\nwith torch.autograd.detect_anomaly():\n"
        "    (x.sqrt() * 0).sum().backward()",
        "x = torch.zeros(2, requires_grad=True)\nwith torch.autograd.detect_anomaly():\n"
        "    (x.clamp(min=1e-6).sqrt() * 0).sum().backward()",
        "",
    ),
]

FUNCTIONS = [
    Program(
        "called",
        BROKEN.format("g * 2, None") + X + "y = Double()(x, 2.0)",
        BROKEN.format("g * 2, None") + X + "y = Double.apply(x, 2.0)",
        "Double",
    ),
    Program("wrong_count", BROKEN.format("g * 2") + USE, BROKEN.format("g * 2, None") + USE, "b"),
    Program(
        "wrong_count",
        BROKEN.format("g * 2, None, None, g") + USE,
        BROKEN.format("g * 2, None") + USE,
        "Double",
        asks=True,
    ),
    Program(
        "wrong_shape",
        BROKEN.format("torch.ones(2), None") + USE,
        BROKEN.format("g * 2, None") + USE,
        "a",
        asks=True,
    ),
    Program(
        "wrong_kind", BROKEN.format("2.0, None") + USE, BROKEN.format("g * 2.0, None") + USE, ""
    ),
    Program("no_backward", HEAD + FORWARD + USE, BROKEN.format("g * 2, None") + USE, "", asks=True),
    Program(
        "no_forward",
        HEAD + BACK.format("g, None") + USE,
        BROKEN.format("g * 2, None") + USE,
        "",
        asks=True,
    ),
    Program(
        "saved_number",
        HEAD
        + "    @staticmethod\n    def forward(ctx, a, b):\n        ctx.save_for_backward(a, b)\n"
        "        return a * b\n" + BACK.format("g * 2, None") + USE,
        HEAD + "    @staticmethod\n    def forward(ctx, a, b):\n        ctx.b = b\n"
        "        return a * b\n" + BACK.format("g * ctx.b, None") + USE,
        "b",
    ),
    Program(
        "gradients_differ",
        BROKEN.format("g * 3, None") + "x = torch.ones(3, requires_grad=True).double().detach()\n"
        "x.requires_grad_()\ntorch.autograd.gradcheck(Double.apply, (x, 2.0))",
        BROKEN.format("g * 2, None") + "x = torch.ones(3, requires_grad=True).double().detach()\n"
        "x.requires_grad_()\ntorch.autograd.gradcheck(Double.apply, (x, 2.0))",
        "Double",
        asks=True,
    ),
    Program(
        "once_only",
        "from tutorgrad.autograd.function import once_differentiable\n"
        + HEAD
        + FORWARD
        + "    @staticmethod\n    @once_differentiable\n    def backward(ctx, g):\n"
        "        return g * 2, None\n"
        + X
        + "g, = torch.autograd.grad((Double.apply(x, 2.0) ** 2).sum(), x, create_graph=True)\n"
        "g.sum().backward()",
        BROKEN.format("g * 2, None")
        + X
        + "g, = torch.autograd.grad((Double.apply(x, 2.0) ** 2).sum(), x, create_graph=True)\n"
        "g.sum().backward()",
        "",
        asks=True,
    ),
]
