# ruff: noqa: E501 (a row is a row)
"""Losses beyond those of the first lessons, and distances."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.nn import loss

LP = "F.log_softmax(a, 2)"
CTC = "torch.tensor([4, 3]), torch.tensor([2, 1])"

ROWS = [
    loss("smooth_l1_loss", ("a, b", "a, b, beta=0.5", "a, b, beta=0.0"), "a=2,3 b=2,3", bad=("F.smooth_l1_loss(a, b, beta=-1.0)", "F.smooth_l1_loss(a.long(), b.long())")),
    loss("huber_loss", ("a, b", "a, b, delta=0.5", "a, b, delta=0.7, weight=w"), "a=2,3 b=2,3 w=const:2,3",
         bad=("F.huber_loss(a, b, delta=0.0)", "F.huber_loss(a, b, weight=w[0])", "F.huber_loss(a, b, 'no', weight=w)", "F.huber_loss(a.long(), b.long())")),
    loss("soft_margin_loss", ("a, y * 2 - 3.0", "a, y[0] * 2 - 3.0"), "a=2,3 y=natural:2,3", bad=("F.soft_margin_loss(a, torch.ones(7))", "F.soft_margin_loss(y, y)")),
    loss("hinge_embedding_loss", ("a, 2 * y - 1", "a, 2 * y - 1, margin=0.3"), "a=3,3 y=index:3,3", bad=("F.hinge_embedding_loss(a, torch.ones(7))",)),
    loss("margin_ranking_loss", ("a, b, y", "a, b, y, margin=0.5"), "a=4 b=4 y=const:4", bad=("F.margin_ranking_loss(a, b[0], y)", "F.margin_ranking_loss(a, b, y[:3])")),
    loss("cosine_embedding_loss", ("a, b, 2 * y - 1", "a, b, 2 * y - 1, margin=0.1"), "a=3,4 b=3,4 y=index:3",
         bad=("F.cosine_embedding_loss(a, b, a)", "F.cosine_embedding_loss(a[0], b[0], y)", "F.cosine_embedding_loss(a, b, y[0])")),
    loss("triplet_margin_loss", ("a, b, c", "a, b, c, margin=3.0, p=1.5, swap=True"), "a=3,4 b=3,4 c=3,4", "a=4 b=4 c=4",
         bad=("F.triplet_margin_loss(a, b, c, margin=0)", "F.triplet_margin_loss(a, b[0], c)")),
    loss("triplet_margin_with_distance_loss", ("a, b, c", "a, b, c, swap=True, distance_function=lambda x, y: (x - y).abs().sum(-1)"), "a=3,4 b=3,4 c=3,4",
         bad=("F.triplet_margin_with_distance_loss(a, b, c, margin=-1)", "F.triplet_margin_with_distance_loss(a, b[0], c)")),
    loss("multi_margin_loss", ("a, y", "a, y, p=2, margin=0.7", "a, y, weight=w"), "a=4,3 y=class:4 w=const:3", "a=3 y=class:1 w=const:3", "a=3 y=class:. w=const:3",
         bad=("F.multi_margin_loss(a, y, p=3)", "F.multi_margin_loss(a, y[:2])", "F.multi_margin_loss(a, y + 9)", "F.multi_margin_loss(a, y, weight=w[:2])",
              "F.multi_margin_loss(a, y, weight=w[None])", "F.multi_margin_loss(a, y.int())", "F.multi_margin_loss(a[None], y)", "F.multi_margin_loss(a.long(), y)"), order=1),
    loss("multilabel_margin_loss", ("a, y - 1",), "a=4,3 y=class:4,3", "a=3 y=class:3",
         bad=("F.multilabel_margin_loss(a, y + 9)", "F.multilabel_margin_loss(a, y[:2])", "F.multilabel_margin_loss(a, y.int())", "F.multilabel_margin_loss(a[None], y[None])"), order=1),
    loss("multilabel_soft_margin_loss", ("a, p", "a, p, weight=w"), "a=2,3 p=chance:2,3 w=const:3", "a=3 p=chance:3 w=const:3"),
    loss("kl_div", ("a, p", "a, p, log_target=True"), "a=2,3 p=chance:2,3", bad=("F.kl_div(a, p.long())",)),
    Row("kl_div", "F.kl_div(a, p, reduction='batchmean')", ("a=2,3 p=chance:2,3", "a=. p=chance:.")),
    loss("poisson_nll_loss", ("a, p * 3", "a.exp(), p * 3, log_input=False, full=True", "a, p * 3, full=True, eps=1e-3"), "a=2,3 p=chance:2,3"),
    loss("gaussian_nll_loss", ("a, b, v * 1.0", "a, b, v * 1.0, full=True", "a, b, 2.0", "a, b, v[:, 0] * 1.0", "a, b, v[:, :1] * 1.0"), "a=2,3 b=2,3 v=positive:2,3",
         bad=("F.gaussian_nll_loss(a, b, -v)", "F.gaussian_nll_loss(a, b, v[0])", "F.gaussian_nll_loss(a, b, -1.0)")),
    loss("gaussian_nll_loss", ("a, b, v * 1.0, full=True, eps=0.9",), "a=2,3 b=2,3 v=const:2,3"),
    Row("ctc_loss", (f"F.ctc_loss({LP}, y + 1, {CTC})", f"F.ctc_loss({LP}, y + 1, {CTC}, reduction='sum')", f"F.ctc_loss({LP}, y, {CTC}, blank=3, reduction='none')",
                     f"F.ctc_loss({LP}, y.reshape(-1)[:3] + 1, (4, 3), (2, 1))", f"F.ctc_loss({LP}[:, 0], y[0], torch.tensor(4), torch.tensor(2), blank=3)",
                     f"F.ctc_loss({LP}, y * 0 + 1, [4, 1], [2, 2], zero_infinity=True)"), ("a=4,2,4 y=class:2,2",), order=1,
        bad=(f"F.ctc_loss({LP}, y, torch.tensor([9, 3]), torch.tensor([2, 1]))", f"F.ctc_loss({LP}, y, torch.tensor([4]), torch.tensor([2, 1]))",
             f"F.ctc_loss({LP}, y, torch.tensor([4, 3]), torch.tensor([3, 1]))", f"F.ctc_loss({LP}, y, {CTC}, blank=4)",
             f"F.ctc_loss({LP}[0, 0], y, {CTC})", f"F.ctc_loss({LP}, y[0], {CTC})", f"F.ctc_loss({LP}.half(), y, {CTC})", f"F.ctc_loss({LP}, y, {CTC}, reduction='no')",
             f"torch.autograd.grad(F.ctc_loss({LP}, y + 1, {CTC}), a, create_graph=True)[0].sum().backward()")),
    Row("pairwise_distance", ("F.pairwise_distance(a, b)", "F.pairwise_distance(a, b, p=1.5, keepdim=True)", "torch.pairwise_distance(a, b, 1.0)"), ("a=3,4 b=3,4", "a=4 b=4", "a=3,4 b=4"),
        bad=("F.pairwise_distance(a, b[:2])", "F.pairwise_distance([1.0], b)")),
    Row("cosine_similarity", ("F.cosine_similarity(a, b)", "torch.cosine_similarity(a, b, dim=-1, eps=1e-3)"), ("a=3,4 b=3,4", "a=3,4 b=1,4"),
        bad=("F.cosine_similarity(a.long(), b.long())", "F.cosine_similarity(a, b[:2])", "F.cosine_similarity(a, b, dim=3)", "F.cosine_similarity([1.0], b)")),
    Row("pdist", ("F.pdist(a)", "torch.pdist(a, 1.5)", "F.pdist(a, float('inf'))"), ("a=4,3",),
        order=1, bad=("F.pdist(a[0])", "F.pdist(a, -1)", "F.pdist(a.long())", "F.pdist([1.0])")),
]  # fmt: skip
