"""Wrong calls that learners make, and unusual right ones: PyTorch's words are ours too.

Protects: the exception and its text, and that no error of our own or of NumPy comes out.
"""

from __future__ import annotations

import pytest
import torch

import tutorgrad
from tests.parity.both import assert_same, outcome

pytestmark = pytest.mark.torch

LINES = """
r = torch.tensor([.5, .5]).multinomial(3, True)
r = torch.tensor([[.5, .1, 9], [1, 0, 3]]).multinomial(1)
r = torch.tensor([.2, .8]).bernoulli()
r = torch.tensor([.2, .8]).bernoulli(0.3)
r = torch.tensor([.2, .8], requires_grad=True).bernoulli()
r = torch.randperm(2.5)
r = torch.poisson([1.0])

r = torch.tensor([torch.ones(2), torch.ones(2)])
r = torch.tensor([torch.ones(1), torch.ones(1, 1)])
r = torch.tensor([torch.ones(2, 3), 1])
r = torch.as_tensor((torch.ones(2), torch.ones(3)))

r = torch.arange(end=5)
r = torch.arange(start=1, end=5)
r = torch.arange(1, 5, step=2)
r = torch.arange(5, dtype=torch.float64)
r = torch.tensor([1], dtype="float32")
r = torch.as_tensor([1], dtype=3)
r = torch.zeros(2, dtype="float32")
r = torch.zeros_like(torch.ones(2), dtype="float32")
r = torch.full((2,), 1, dtype="float32")
r = torch.ones(2).new_zeros(2, dtype="float32")
r = torch.clamp(torch.ones(2) * 9, 0, torch.tensor(3.0))
r = torch.clamp(torch.ones(2) * 9, min=torch.tensor(2), max=3)

r = torch.Tensor(1.5)
r = torch.Tensor("a")
r = torch.Tensor(None)
r = torch.Tensor(True)
r = torch.Tensor(2, 3.0)
r = torch.Tensor(2, -1)
r = torch.Tensor(torch.Size([2, 3])).shape
r = torch.Tensor(np.int64(3)).shape
r = torch.Tensor([torch.ones(2)])
r = torch.LongTensor(1.5)
r = torch.IntTensor(torch.ones(2))
r = torch.IntTensor(torch.ones(2).int())
r = torch.ones(2).new(1.5)
r = torch.ones(2).new(torch.Size([3])).shape

r = torch.ones(2).requires_grad_("x")
r = torch.ones(2).requires_grad_(1)
torch.ones(2).requires_grad = 1
r = torch.ones(2).float(3)
r = torch.ones(2).cpu(1)
r = torch.ones(2).double(1, 2)
r = torch.ones(2).cuda("cpu")
r = torch.ones(2).cuda(0)
r = torch.ones(2).to(3)
r = nn.Linear(1, 1).to(3)

r = F.cross_entropy(torch.ones(2, 3), torch.ones(2, 1).long())
r = F.cross_entropy(torch.ones(2, 3), torch.ones(3, 1).long())
r = F.nll_loss(torch.ones(2, 3), torch.ones(2, 4).long())
r = F.nll_loss(torch.ones(3), torch.ones(1, 1).long())
r = F.cross_entropy(torch.ones(2, 3, 4), torch.ones(2, 1).long())
r = nn.BCEWithLogitsLoss()(torch.ones(2), torch.ones(2).bool())

r = nn.Conv2d(3, 6)
r = nn.Conv1d()
r = nn.Conv2d(3, 6, 3, foo=1)
r = nn.ConvTranspose2d(3)
r = nn.AvgPool2d()
r = nn.ZeroPad2d()
r = nn.ConstantPad1d(1)
r = nn.ReLU(1, 2)

r = F.nll_loss(torch.ones(2, 2), 1)
r = F.cross_entropy(torch.ones(2, 2), [0, 1])
r = F.kl_div(torch.ones(2, 2), 1, reduction="sum")
r = F.multi_margin_loss(torch.ones(2, 2), None)
r = F.soft_margin_loss(torch.ones(2, 2), "a")
r = F.one_hot(1)
r = torch.equal(torch.ones(2), 1)
r = torch.allclose(torch.ones(2), 1)
r = torch.allclose(torch.ones(2), torch.ones(3))
r = torch.addcdiv(torch.ones(2), torch.ones(2), 1)
r = torch.atan2(torch.ones(2), None)
r = torch.ones(2).copy_(None)
r = torch.ones(2).copy_(3.5)
r = torch.ones(2).long().copy_(3.5)
r = torch.exp(torch.ones(2), "a")

r = torch.ones(2).index_add_(0, torch.tensor([3]), torch.ones(1))
r = torch.ones(2, 2).index_add_(0, torch.tensor([3]), torch.ones(1, 2))

r = torch.ones(2).add_(torch.ones(2), alpha=torch.tensor(0.5))
r = torch.add(torch.ones(2), torch.ones(2), alpha=torch.ones(2))
r = torch.add(torch.ones(2), torch.ones(2), alpha="a")
r = torch.add(torch.ones(2), torch.ones(2), alpha=torch.tensor(1.0, requires_grad=True))
r = torch.ones(2).addcmul_(torch.ones(2), torch.ones(2), value=torch.tensor(0.5))
r = F.leaky_relu(-torch.ones(2), torch.tensor(0.1))

r = torch.ones(2).long().masked_fill_(torch.ones(2).bool(), float("-inf"))
r = torch.ones(2).int().masked_fill(torch.ones(2).bool(), 1e20)
r = torch.ones(2).half().masked_fill(torch.ones(2).bool(), -1e9)
r = torch.ones(2).half().masked_fill(torch.ones(2).bool(), float("-inf"))
r = torch.ones(2).long().fill_(float("nan"))
r = torch.ones(2).to(torch.int8).fill_(200)
r = torch.ones(2).to(torch.uint8).fill_(-255)
r = torch.ones(2).to(torch.uint8).fill_(-256)
r = torch.full((2,), float("inf"), dtype=torch.int)
r = torch.full((2,), -1, dtype=torch.uint8)
r = torch.full((2,), "a")
r = torch.full_like(torch.ones(2).long(), float("inf"))
r = torch.ones(2).new_full((2,), None)
x = torch.ones(2).long(); x[0] = float("inf")
x = torch.ones(2).half(); x[0] = 1e9; r = x
r = torch.ones(2).long().index_fill(0, torch.tensor([0]), float("inf"))
r = torch.ones(2).long().scatter(0, torch.tensor([0]), float("inf"))

r = torch.broadcast_shapes(torch.ones(2), 2)
r = torch.broadcast_shapes((1, 2.5))
r = torch.can_cast(torch.ones(2), torch.float32)
r = torch.promote_types(torch.float32, 1)
r = torch.detach_(1)
r = torch.from_dlpack(1)
r = torch.is_nonzero(1)
r = torch.isclose(torch.ones(2, 3), torch.ones(2))
r = torch.isclose(torch.ones(2), torch.ones(2), "a")
r = torch.nan_to_num(torch.ones(2), "a")
r = torch.ones(2).type_as(None)
r = torch.ones(2).type(1)
r = torch.finfo("a")
r = torch.scalar_tensor(None)
r = torch.zeros((2.5, 2))
r = torch.zeros(True)
r = torch.full((2,), torch.ones(2))
r = torch.arange(torch.ones(2))
r = torch.eye(2.5)
r = torch.multinomial(torch.ones(2), "a")
r = torch.randint(0, 5.5, (2,))
r = torch.as_tensor([1], torch.float32)

r = torch.norm(torch.ones(2), torch.tensor(1.0))
r = torch.logit(torch.ones(2) / 2, torch.tensor(0.1))
r = torch.nn.functional.hardshrink(torch.ones(2), torch.tensor(2.0))
r = torch.ones(2, 3).squeeze(0, 1).shape
r = torch.ones(2, 3).count_nonzero(0, 1)
r = torch.ones(2, 3).hsplit(1, 2)
r = torch.ones(2, 3).hsplit(sections=3)
r = torch.ones(2, 3).split(torch.tensor(2.0))
r = F.cosine_similarity(torch.ones(2, 3), torch.ones(2, 3).long())
r = F.soft_margin_loss(torch.ones(2, 3), torch.tensor([True, False, True]))
r = F.adaptive_avg_pool2d(torch.ones(2, 3), 1)
r = F.selu(torch.ones(2), "yes")
r = F.elu_(torch.ones(2), 1, 2)
r = F.hardtanh_(torch.ones(2), 2.0)
r = F.dropout2d(torch.ones(3), 1.0)
r = torch.ones(2).sum(dtype=float)

r = torch.add(torch.ones(0, 3), None)
r = torch.mul(torch.ones(0), None)
r = torch.logical_and(torch.ones(2), None)
r = torch.addcmul(torch.ones(2), 1, torch.ones(2))
r = torch.ones(2).flip()
r = torch.ones(2).tile()
r = torch.tensor(1.0).permute()
r = torch.ones(2, 2).tril(0.5)
r = torch.ones(2).diag("a")
r = torch.linalg.cross(torch.ones(2, 3), torch.ones(2, 3).long())
r = torch.linalg.vecdot(torch.ones(3), 1)
r = torch.ones(2).logsumexp(None)
r = torch.ones(2).median(None)
r = torch.ones(2).random_(0.5)
r = torch.ones(2).new_full(1, 1)
r = torch.ones(2).unsqueeze(True)
r = torch.ones(2, 2).sum(True)
r = torch.ones(2, 2).unbind(dim="a")
r = torch.ones(2, 2).chunk(2, dim=1.5)
r = torch.cat([torch.ones(2)], dim="a")
r = torch.tensor(1.0).size(0)
r = torch.gather(torch.ones(2), dim="a", index=torch.tensor([0]))
r = torch.exp(torch.ones(2), out=1)
r = torch.tensor_split(torch.ones(2, 3), torch.ones(2))
r = torch.tensor_split(torch.ones(2, 3), torch.ones(2, 3).long())
r = torch.ones(2, 3).tensor_split("a")
r = torch.repeat_interleave(torch.ones(2, 2))
r = torch.repeat_interleave(torch.ones(2), torch.ones(2))
r = torch.ones(2, 3).repeat_interleave(torch.ones(2, 3))
r = torch.tensordot(torch.ones(2, 3), torch.ones(2, 3), None)
r = torch.ones(2, 3).pinverse("a")
r = torch.linalg.pinv(torch.ones(1, 2, 3, 4), torch.ones(2, 3))
r = torch.where(torch.tensor([True, False, True]), torch.ones(2, 3), torch.ones(5))
r = torch.meshgrid(torch.ones(2), torch.ones(2).long(), indexing="ij")
r = torch.ones(2).unique(0)

r = F.celu(torch.ones(2), "a")
r = F.batch_norm(torch.ones(2, 3), None, None, 1, training=True)
r = F.batch_norm(torch.ones(2, 3), None, None, training=True, momentum="a")
r = F.bilinear(torch.ones(2, 3), 1, 1)
r = F.layer_norm(torch.ones(2, 3), (3,), 1)
r = F.layer_norm(torch.ones(2, 3), (3,), None, None, "a")
r = F.rms_norm(torch.ones(2, 3), (3,), 1)
r = F.group_norm(torch.ones(2, 3), 1, 1)
r = F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), 1)
r = F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), label_smoothing="a")
r = F.smooth_l1_loss(torch.ones(2), torch.ones(2), beta="a")
r = F.binary_cross_entropy_with_logits(torch.ones(2), torch.ones(2), 1)
r = F.cosine_embedding_loss(torch.ones(2, 3), torch.ones(2, 3), 1)
r = F.triplet_margin_loss(torch.ones(2), torch.ones(2), 1)
r = F.hinge_embedding_loss(torch.ones(2), 1)
r = F.poisson_nll_loss(torch.ones(2), 1)
r = F.alpha_dropout(1)
r = F.soft_margin_loss(torch.ones(3), torch.ones(2, 3))
r = F.adaptive_avg_pool2d(torch.ones(1, 2, 3), 1.5)
r = F.adaptive_avg_pool2d(torch.ones(1, 2, 3), (1.5, 2))
r = F.one_hot(torch.tensor([1]), "a")
r = F.pad(torch.ones(2), (1, 1), value="a")
r = F.pad(torch.ones(2), (1.5, 1))
x = torch.ones(2, 2); r = F.scaled_dot_product_attention(x, x, x, dropout_p="a")
x = torch.ones(2, 2); r = F.scaled_dot_product_attention(x, x, x, attn_mask=x, is_causal=True)
r = nn.Linear(3, "a")
r = nn.LayerNorm("a")
r = nn.Embedding("a", 3)
r = nn.Embedding(3, 3, max_norm="a")(torch.tensor([1]))
r = nn.MultiheadAttention(4, 2)(*[torch.ones(5, 2, 4)] * 3, attn_mask=1)
r = nn.utils.rnn.pad_sequence([1, 2])
r = nn.utils.rnn.pack_padded_sequence(torch.ones(5, 2, 4), 1)
r = nn.utils.clip_grad_value_([nn.Parameter(torch.ones(2))], "a")
r = D.TensorDataset(torch.tensor(1.0))
r = torch.linalg.vecdot(torch.ones(3), torch.ones(3).long())
"""


@pytest.mark.parametrize("code", LINES.split("\n"))
def test_the_same_result_or_error(code: str) -> None:
    assert_same(code)


def test_vmap_that_refuses_to_draw_has_not_drawn() -> None:
    call = "torch.func.vmap(lambda x: torch.rand(1) + x)(torch.ones(3))"
    assert_same(f"try:\n {call}\nexcept RuntimeError:\n r = torch.rand(2)")


@pytest.mark.parametrize(
    ("shape", "words"), [("3", "`x.T`"), ("3, 2, 1", "`x.T`"), ("()", "Tensor.T"), ("2, 3", "")]
)
def test_x_T_warns_unless_it_is_a_matrix(shape: str, words: str) -> None:
    (*_, warned) = outcome(tutorgrad, f"torch.ones({shape}).T")
    assert len(warned) == bool(words)
    assert all(words in text for text in warned)


@pytest.mark.parametrize("call", ["add_", "sub_", "addcmul_", "addcdiv_"])
def test_the_factor_may_stand_first_as_in_old_programs(call: str) -> None:
    others = "y" if len(call) == 4 else "y, y"
    code = f"y = torch.ones(2); r = (y * 3).{call}(-0.1, {others})"
    (ours, _, warned), (theirs, *_) = (outcome(library, code) for library in (tutorgrad, torch))
    assert ours == theirs  # PyTorch warns of one method only, the first that a program uses
    assert [text.partition(" is")[0] for text in warned] == [f"This overload of {call}"]


@pytest.mark.parametrize(
    "call",
    [
        "torch.add(y, 2, y)",
        "torch.add(y, 2.5, y.double())",
        "torch.add(y, 2, 3)",
        "torch.add(y, 2, y, out=torch.empty(2))",
        "y.add(2, y)",
        "torch.addcmul(y, 2, y, y)",
        "y.addcdiv(2, y, y)",
        "torch.add(y, y, 2)",
        "torch.add(2, y, y)",
        "torch.add(y, 2, y, 2)",
        "torch.mul(y, 2, y)",
    ],
)
def test_the_factor_may_stand_first_in_functions(call: str) -> None:
    code = f"y = torch.full((2,), 3.0, requires_grad='out' not in {call!r}); r = {call}"
    (ours, _, warned), (theirs, *_) = (outcome(library, code) for library in (tutorgrad, torch))
    assert ours.partition("(")[0] == theirs.partition("(")[0]  # wrong forms: another list of forms
    assert ours.startswith("TypeError") or (ours == theirs and len(warned) == 1)
    if call.startswith("torch.add(y, 2, y)"):
        forms = "add(Tensor input, {}Tensor other, *, {}Tensor out = None)"
        assert forms.format("Number alpha, ", "") in warned[0]
        assert forms.format("", "Number alpha = 1, ") in warned[0]


UNFIT = """
arange()
arange(5, step=2)
clamp(torch.ones(2), 0, 'a')
eq(torch.ones(2), None)
lt(torch.ones(0), 'a')
max(torch.ones(2), None)
where(torch.ones(2) > 0, 1, None)
split(torch.ones(2), 1, dim='a')
repeat_interleave(torch.ones(2), 'a')
result_type(1, 'a')
linspace('a', 1, 3)
normal('a', 1, (2,))
linalg.pinv(torch.ones(2, 2), 'a')
sum(torch.ones(2), dim=0, out='a')
"""


@pytest.mark.parametrize("call", UNFIT.strip().split("\n"))
def test_calls_that_fit_no_form(call: str) -> None:
    ours, theirs = (outcome(library, f"torch.{call}")[0] for library in (tutorgrad, torch))
    assert ours.partition(":")[0] == theirs.partition(":")[0] == "TypeError"
