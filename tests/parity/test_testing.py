"""`torch.testing.assert_close` passes and fails where PyTorch's does, in the same words."""

from __future__ import annotations

import pytest

from tests.parity.both import assert_same, outcome, torch, tutorgrad

pytestmark = pytest.mark.torch

CALLS = """\
t([1.0, 2, 3]), t([1.0, 2, 4])
t([[1.0, 2], [3, 9]]), t([[1.0, 2], [3, 4]]), rtol=0, atol=1.5
t([[1.0, 2], [3, 9]]), t([[1.0, 2], [3, 4]]), rtol=0, atol=6
1.0, 2.0
1, 2
0.1 + 0.2, 0.3
t(1.0), t(2.0)
t([1.0]), t([1.0, 2])
t([1.0]), t([1])
t([1]), t([2])
t([True]), t([False])
[t([1.0]), t([2.0])], [t([1.0]), t([3.0])]
{'a': [t(1.0)]}, {'a': [t(2.0)]}
{'a': t(1.0)}, {'b': t(2.0)}
[1], [1, 2]
t([float('nan')]), t([float('nan')])
t([float('nan')]), t([float('nan')]), equal_nan=True
t([1.0]), [1.0]
'a', 'b'
None, None
t([1.0]), None
True, False
t([1.0]), t([2.0]), msg='own words'
t([1.0]), t([2.0]), msg=lambda text: 'before ' + text
t([1.0]), t([2.0]), rtol=1e-3
t([1.0]).double(), t([1.0]), check_dtype=False
np.ones(2), np.zeros(2)
t([1.0, 2.0, 3.0])[::2], t([1.0, 3.0]), check_stride=True
t([1.0]), t([0.0])
t(float('inf')), t(1.0)
1.0, t(1.0)
t([100.0, 1e-9]), t([100.1, 0])
t([]), t([])
1, 1.0
1, 1.0, check_dtype=False
1, 1.5, check_dtype=False
np.float64(1.0), 1.0
np.float32(1.0), np.float32(2.0)
np.int64(1), 1.0
np.bool_(True), True
{'a': 1}, {}
{'a': 1}, {'a': 1.0}
t(2.0), nn.Parameter(t(2.0))
t([1.0]), np.ones(1, np.float32)
t([1.0]), t([1.0]), check_layout=False
float('nan'), float('nan')
float('nan'), float('nan'), equal_nan=True
float('inf'), float('inf')
10**20, 10**20 + 1"""


@pytest.mark.parametrize("call", CALLS.splitlines())
def test_assert_close(call: str) -> None:
    assert_same(f"r = torch.testing.assert_close({call})", "t = torch.tensor")


OWN_WORDS = """\
True, 1
1, True
1, True, check_dtype=False
t(2.0), nn.Parameter(t(2.0)), allow_subclasses=False"""


@pytest.mark.parametrize("call", OWN_WORDS.splitlines())
def test_what_never_goes_together(call: str) -> None:
    """Both refuse it. PyTorch asks for a bug report over True and 1, and names its own classes."""
    for library in (tutorgrad, torch):
        result, *_ = outcome(library, f"r = torch.testing.assert_close({call})", "t = torch.tensor")
        assert "Error: " in result
