"""The second half of the programs: modules, shapes, dtypes and devices."""

from __future__ import annotations

from tests.explain.programs import Program, X

SCORES = "scores = torch.zeros(4, 3)\n"
MODEL = "class Model(nn.Module):\n    def __init__(self):\n"
FORWARD = "    def forward(self, x):\n        return x\n"
READY = "        super().__init__()\n"

MODULES = [
    Program(
        "loss_is_a_class",
        "a, b = torch.ones(3), torch.zeros(3)\nloss = nn.MSELoss(a, b)",
        "a, b = torch.ones(3), torch.zeros(3)\nloss = nn.MSELoss()(a, b)",
        "a b",
    ),
    Program(
        "unknown_reduction",
        "a = torch.ones(3)\nF.mse_loss(a, a, reduction='avg')",
        "a = torch.ones(3)\nF.mse_loss(a, a, reduction='mean')",
        "",
    ),
    Program(
        "negative_rate",
        X + "torch.optim.SGD([x], lr=-1.0)",
        X + "torch.optim.SGD([x], lr=1.0)",
        "",
    ),
    Program(
        "targets_of_wrong_dtype",
        SCORES + "labels = torch.zeros(4)\nF.cross_entropy(scores, labels)",
        SCORES + "labels = torch.zeros(4)\nF.cross_entropy(scores, labels.long())",
        "scores labels",
    ),
    Program(
        "target_out_of_range",
        SCORES + "labels = torch.tensor([0, 1, 2, 3])\nF.cross_entropy(scores, labels)",
        SCORES + "labels = torch.tensor([0, 1, 2, 2])\nF.cross_entropy(scores, labels)",
        "scores labels",
        asks=True,
    ),
    Program(
        "batches_differ",
        SCORES + "labels = torch.tensor([0, 1, 2])\nF.cross_entropy(scores, labels)",
        SCORES + "labels = torch.tensor([0, 1, 2, 2])\nF.cross_entropy(scores, labels)",
        "scores labels",
        asks=True,
    ),
    Program(
        "no_parameters",
        MODEL + READY + "        self.layers = [nn.Linear(2, 2)]\n"
        "net = Model()\ntorch.optim.SGD(net.parameters(), lr=0.1)",
        MODEL + READY + "        layers = [nn.Linear(2, 2)]\n"
        "        self.layers = nn.ModuleList(layers)\n"
        "net = Model()\ntorch.optim.SGD(net.parameters(), lr=0.1)",
        "net",
    ),
    Program(
        "no_parameters",
        MODEL + READY + "        self.w = torch.ones(2)\n"
        "net = Model()\ntorch.optim.SGD(net.parameters(), lr=0.1)",
        MODEL + READY + "        w = torch.ones(2)\n        self.w = nn.Parameter(w)\n"
        "net = Model()\ntorch.optim.SGD(net.parameters(), lr=0.1)",
        "net",
    ),
    Program(
        "no_parameters",
        "torch.optim.SGD([], lr=0.1)",
        X + "torch.optim.SGD([x], lr=0.1)",
        "",
        asks=True,
    ),
    Program(
        "one_tensor",
        X + "torch.optim.SGD(x, lr=0.1)",
        X + "torch.optim.SGD([x], lr=0.1)",
        "x",
    ),
    Program(
        "before_init",
        MODEL + "        self.layer = nn.Linear(2, 2)\nnet = Model()",
        MODEL + READY + "        self.layer = nn.Linear(2, 2)\nnet = Model()",
        "",
    ),
    Program(
        "missing_forward",
        MODEL + READY + "net = Model()\nnet(torch.ones(2))",
        MODEL + READY + FORWARD + "net = Model()\nnet(torch.ones(2))",
        "",
        asks=True,
    ),
    Program(
        "plain_tensor",
        "net = nn.Linear(2, 2)\nnet.weight = torch.ones(2, 2)",
        "net = nn.Linear(2, 2)\nnet.weight = torch.nn.Parameter(torch.ones(2, 2))",
        "net",
    ),
    Program(
        "not_captured",
        "@torch.compile(fullgraph=True)\ndef step(x):\n    return (x * 2).sum().item()\n"
        "step(torch.ones(3))",
        "@torch.compile\ndef step(x):\n    return (x * 2).sum().item()\nstep(torch.ones(3))",
        "step",
        asks=True,
    ),
    Program(
        "targets_of_wrong_dtype",
        SCORES + "labels = torch.zeros(4).long()\nF.cross_entropy(scores, labels.float())",
        SCORES + "labels = torch.zeros(4).long()\nF.cross_entropy(scores, labels)",
        "scores labels",
    ),
    Program(
        "other_state",
        "net = nn.Linear(2, 2)\nsaved = nn.Linear(3, 2).state_dict()\nnet.load_state_dict(saved)",
        "net = nn.Linear(3, 2)\nsaved = nn.Linear(3, 2).state_dict()\nnet.load_state_dict(saved)",
        "net saved",
        asks=True,
    ),
    Program(
        "features_differ",
        "net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(5, 2))\nnet(torch.ones(3, 4))",
        "net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))\nnet(torch.ones(3, 4))",
        "net[2] net[2].weight",
        asks=True,
    ),
    Program(
        "layer_dtypes_differ",
        "net = nn.Linear(4, 2)\nx = torch.ones(3, 4).double()\nnet(x)",
        "net = nn.Linear(4, 2)\nx = torch.ones(3, 4).double()\nx = x.float()\nnet(x)",
        "x net.weight",
    ),
    Program(
        "channels_differ",
        "conv = nn.Conv2d(3, 8, 3)\nx = torch.ones(1, 1, 8, 8)\nconv(x)",
        "conv = nn.Conv2d(1, 8, 3)\nx = torch.ones(1, 1, 8, 8)\nconv(x)",
        "conv x",
        asks=True,
    ),
]

SHAPES = [
    Program(
        "do_not_broadcast",
        "table = torch.ones(3, 4)\nbias = torch.ones(3)\ntable + bias",
        "table = torch.ones(3, 4)\nbias = torch.ones(3)\ntable + bias[:, None]",
        "table bias",
    ),
    Program(
        "do_not_broadcast",
        "a = torch.ones(2, 3)\nb = torch.ones(3, 2)\nc = a * 2 + b",
        "a = torch.ones(2, 3)\nb = torch.ones(3, 2)\nc = a * 2 + b.t()",
        "a b",
    ),
    Program(
        "do_not_broadcast",
        "a = torch.ones(4)\nb = torch.ones(3)\na - b",
        "a = torch.ones(3)\nb = torch.ones(3)\na - b",
        "a b",
        asks=True,
    ),
    Program(
        "no_room",
        "x = torch.ones(3)\nx += torch.ones(2, 3)",
        "x = torch.ones(3)\nx = x + torch.ones(2, 3)",
        "x",
    ),
    Program(
        "cannot_expand",
        "x = torch.ones(3, 4)\nx.expand(3, 5)",
        "x = torch.ones(3, 4)\nx.expand(3, -1)",
        "x",
        asks=True,
    ),
    Program(
        "cannot_expand",
        "x = torch.zeros(3)\nrow = torch.ones(3)\nx[:2] = row",
        "x = torch.zeros(3)\nrow = torch.ones(3)\nx[:2] = row[:2]",
        "row x[:2]",
        asks=True,
    ),
    Program(
        "sizes_do_not_touch",
        "x = torch.ones(2, 3)\nw = torch.ones(4, 3)\nx @ w",
        "x = torch.ones(2, 3)\nw = torch.ones(4, 3)\nx @ w.t()",
        "x w",
    ),
    Program(
        "sizes_do_not_touch",
        "x = torch.ones(3, 2)\nw = torch.ones(3, 4)\nx @ w",
        "x = torch.ones(3, 2)\nw = torch.ones(3, 4)\nx.t() @ w",
        "x w",
    ),
    Program(
        "sizes_do_not_touch",
        "x = torch.ones(2, 3)\nw = torch.ones(4, 5)\nx @ w",
        "x = torch.ones(2, 3)\nw = torch.ones(3, 5)\nx @ w",
        "x w",
        asks=True,
    ),
    Program(
        "vector_does_not_fit",
        "m = torch.ones(2, 3)\nv = torch.ones(2)\nm @ v",
        "m = torch.ones(2, 3)\nv = torch.ones(2)\nm.t() @ v",
        "m v",
        asks=True,
    ),
    Program(
        "vectors_differ",
        "a = torch.ones(3)\nb = torch.ones(4)\na @ b",
        "a = torch.ones(3)\nb = torch.ones(4)\na @ b[:3]",
        "a b",
        asks=True,
    ),
    Program(
        "count_does_not_fit",
        "x = torch.arange(12)\nx.view(5, 2)",
        "x = torch.arange(12)\nx.reshape(-1).view(6, 2)",
        "x",
    ),
    Program(
        "no_stride_for_it",
        "m = torch.ones(2, 3)\nm.t().view(6)",
        "m = torch.ones(2, 3)\nm.t().reshape(6)",
        "m.t()",
    ),
    Program(
        "no_such_dimension",
        "x = torch.ones(2, 3)\nx.sum(2)",
        "x = torch.ones(2, 3)\nx.sum(1)",
        "x",
        asks=True,
    ),
    Program(
        "two_unknowns",
        "x = torch.ones(6)\nx.view(-1, -1)",
        "x = torch.ones(6)\nx.view(-1, 2)",
        "x",
        asks=True,
    ),
    Program("outside", "x = torch.ones(3)\nx[5]", "x = torch.ones(3)\nx[-1]", "x", asks=True),
    Program(
        "too_many_indices", "x = torch.ones(3)\nx[0, 0]", "x = torch.ones(3)\nx[0]", "x", asks=True
    ),
    Program(
        "cannot_join",
        "a, b = torch.ones(2, 3), torch.ones(2, 4)\ntorch.cat([a, b])",
        "a, b = torch.ones(2, 3), torch.ones(2, 4)\ntorch.cat([a, b], dim=1)",
        "a b",
        asks=True,
    ),
    Program(
        "cannot_stack",
        "a, b = torch.ones(2, 3), torch.ones(2, 4)\ntorch.stack([a, b])",
        "a, b = torch.ones(2, 3), torch.ones(2, 3)\ntorch.stack([a, b])",
        "a b",
        asks=True,
    ),
    Program(
        "ragged",
        "torch.tensor([[1, 2], [3]])",
        "torch.tensor([[1, 2], [3, 4]])",
        "",
        asks=True,
    ),
    Program("numbers_not_in_a_list", "torch.tensor(1, 2)", "torch.tensor([1, 2])", ""),
]

KINDS = [
    Program(
        "whole_numbers_require_grad",
        "x = torch.tensor([1, 2], requires_grad=True)",
        "x = torch.tensor([1, 2], dtype=torch.float, requires_grad=True)",
        "",
    ),
    Program(
        "whole_numbers_require_grad",
        "x = torch.tensor([1, 2])\nx.requires_grad_()",
        "x = torch.tensor([1, 2])\nx = x.float().requires_grad_()",
        "x",
    ),
    Program(
        "whole_numbers_require_grad",
        "x = torch.tensor([1, 2])\nw = nn.Parameter(x)",
        "x = torch.tensor([1, 2])\nw = nn.Parameter(x.float())",
        "x",
    ),
    Program(
        "not_a_tensor",
        "torch.relu([1.0, -1.0])",
        "torch.relu(torch.tensor([1.0, -1.0]))",
        "[1.0, -1.0]",
        asks=True,
    ),
    Program(
        "not_a_tensor",
        "x = torch.ones(2)\nrow = [1.0, 2.0]\nx @ row",
        "x = torch.ones(2)\nrow = [1.0, 2.0]\nx @ torch.tensor(row)",
        "x row",
    ),
    Program(
        "mean_of_whole_numbers",
        "x = torch.arange(3)\nx.mean()",
        "x = torch.arange(3)\nx.float().mean()",
        "x",
    ),
    Program(
        "products_of_two_dtypes",
        "a = torch.ones(2, 2)\nb = torch.ones(2, 2, dtype=torch.double)\na @ b",
        "a = torch.ones(2, 2)\nb = torch.ones(2, 2, dtype=torch.double)\na @ b.float()",
        "a b",
    ),
    Program(
        "products_of_two_dtypes",
        "a = torch.arange(4).view(2, 2)\nb = torch.ones(2, 2)\na @ b",
        "a = torch.arange(4).view(2, 2)\nb = torch.ones(2, 2)\na.float() @ b",
        "a b",
    ),
    Program(
        "does_not_fit_in",
        "x = torch.arange(3)\nx += 1.5",
        "x = torch.arange(3)\nx = x + 1.5",
        "x",
    ),
    Program(
        "two_places",
        "x = torch.ones(3)\nw = torch.ones(3).cuda()\nx * w",
        "x = torch.ones(3)\nw = torch.ones(3).cuda()\nx = x.to(w.device)\nx * w",
        "x w",
        simulate=True,
    ),
    Program(
        "two_places",
        "net = nn.Linear(3, 2)\nx = torch.ones(1, 3).cuda()\nnet(x)",
        "net = nn.Linear(3, 2)\nx = torch.ones(1, 3).cuda()\nnet.to('cuda')\nnet(x)",
        "x net.weight",
        simulate=True,
    ),
    Program(
        "array_on_a_card",
        "x = torch.ones(3).cuda()\nx.numpy()",
        "x = torch.ones(3).cuda()\nx.cpu().numpy()",
        "x",
        simulate=True,
    ),
    Program(
        "no_card",
        "x = torch.ones(3).cuda()",
        "device = 'cuda' if torch.cuda.is_available() else 'cpu'\nx = torch.ones(3).to(device)",
        "",
    ),
    Program(
        "not_one_number",
        "x = torch.ones(3)\nx.item()",
        "x = torch.ones(3)\nx.sum().item(), x.tolist()",
        "x",
    ),
    Program("not_one_number", "x = torch.ones(3)\nfloat(x)", "x = torch.ones(3)\nx.tolist()", "x"),
    Program(
        "not_yes_or_no",
        "x = torch.ones(3)\nif x > 0:\n    print('yes')",
        "x = torch.ones(3)\nif (x > 0).all():\n    pass",
        "x",
        asks=True,
    ),
    Program(
        "no_such_name",
        "x = torch.ones(3)\nx.zeros_like()",
        "x = torch.ones(3)\ntorch.zeros_like(x)",
        "x",
        asks=True,
    ),
]
