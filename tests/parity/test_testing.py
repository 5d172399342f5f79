"""`torch.testing.assert_close` passes and fails where PyTorch's does, in the same words."""

from __future__ import annotations

import pytest

from tests.parity.both import assert_same

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
t([]), t([])"""


@pytest.mark.parametrize("call", CALLS.splitlines())
def test_assert_close(call: str) -> None:
    assert_same(f"r = torch.testing.assert_close({call})", "t = torch.tensor")
