"""The random stream: the generator behind every random number of the library.

A *pseudo-random generator* is a machine with a memory (its state) that hands out one number after
another. The numbers look random, but the same seed always gives the same numbers. This one is the
Mersenne Twister MT19937, and it produces exactly the numbers of PyTorch on a CPU:

    state      624 words of 32 bits, a position among them, and one left-over normal number
    word       the next 32-bit number; everything else is made from words
    number     53 bits of two words as a float64 in [0, 1)

How words become uniform, normal or other numbers is told in `distributions.py`.

Sources
  [1] M. Matsumoto, T. Nishimura: "Mersenne Twister: a 623-dimensionally equidistributed uniform
      pseudo-random number generator", ACM TOMACS 8 (1998) 3-30.
  [2] PyTorch 2.13: torch.Generator. NumPy's `MT19937` is the same machine and serves as the engine.
"""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

from tutorgrad.taping import refuse

__all__ = ["DEFAULT_SEED", "Generator", "default_generator"]

DEFAULT_SEED = 67280421310721  # what a fresh Generator() starts from

STATE_WORDS = 624  # length of the Mersenne Twister's memory
STATE_LAYOUT = np.dtype(  # the bytes of `get_state`, as PyTorch lays them out: 5056 in all
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # words that remain before the memory must be stirred again, plus one
        ("seeded", "<i4"),
        ("next", "<u8"),  # place of the next word
        ("words", "<u8", STATE_WORDS),
        ("normal_x", "<f8"),
        ("normal_y", "<f8"),  # the left-over normal number
        ("normal_rho", "<f8"),
        ("normal_is_valid", "<i8"),  # 1 if there is one
        ("unused", "<u8"),
    ]
)


class Generator:
    """A stream of random numbers with its own seed and state, like torch.Generator.

    The same seed gives the same numbers as PyTorch on a CPU, bit for bit. Two threads may share a
    generator: each draw is taken whole, but which thread comes first is then a matter of chance.

    >>> a, b = Generator().manual_seed(7), Generator().manual_seed(7)
    >>> bool((a.words(3) == b.words(3)).all())
    True
    """

    def __init__(self, device: Any = "cpu") -> None:
        """Make a generator with the default seed; `device` is kept as the caller gives it."""
        self.device = device
        self.lock = threading.RLock()  # held by a draw that must not be mixed with another
        self.cached_normal: float | None = None  # second number of the last Box-Muller pair
        self.manual_seed(DEFAULT_SEED)

    # --- seeds -------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {hex(id(self))}>"

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream anew from `seed` and return the generator.

        `seed` lies in [-2**63, 2**64); a negative one counts as seed + 2**64. The engine sees its
        low 32 bits only, so seeds that agree in these give the same stream.

        Raises RuntimeError for a seed that is not an int, ValueError for one out of range.
        """
        refuse("a random stream that is started anew")
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        with self.lock:
            self._seed = seed % 2**64
            self.__dict__.pop("_engine", None)
            self.cached_normal = None
        return self

    @functools.cached_property
    def _engine(self) -> Any:
        """The machine, made for the first draw (to load numpy.random takes 10 ms)."""
        engine = np.random.MT19937(0)
        np.random.RandomState(engine).seed(self._seed & 0xFFFFFFFF)
        return engine

    def seed(self) -> int:
        """Seed from the operating system's randomness; return that seed, so it can be noted."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self) -> int:
        """Return the seed the stream was last started from, in [0, 2**64)."""
        return self._seed

    # --- state -------------------------------------------------------------------------------

    def get_state(self) -> npt.NDArray[np.uint8]:
        """Return the whole state as 5056 bytes (uint8), laid out as PyTorch lays them out."""
        state = np.zeros((), STATE_LAYOUT)
        with self.lock:
            engine: Any = self._engine.state["state"]
            cached = self.cached_normal
            state["seed"] = self._seed
        words, position = engine["key"], engine["pos"]
        # Right after seeding, the first word of the memory is still the seed.
        untouched = position == STATE_WORDS and words[0] == state["seed"] & 0xFFFFFFFF
        state["left"] = STATE_WORDS + 1 - position
        state["seeded"] = 1
        state["next"] = 0 if untouched else position
        state["words"] = words
        if cached is not None:
            state["normal_y"], state["normal_is_valid"] = cached, 1
        return np.frombuffer(state.tobytes(), np.uint8).copy()

    def set_state(self, new_state: npt.ArrayLike) -> None:
        """Take over a state from `get_state`, of this library or of PyTorch.

        Raises TypeError if `new_state` does not hold uint8, RuntimeError if it has another size
        than 5056 or cannot be the state of a Mersenne Twister.
        """
        refuse("a random stream that is set")
        given = np.asarray(new_state)
        if given.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        if given.size != STATE_LAYOUT.itemsize:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {STATE_LAYOUT.itemsize} but found the "
                f"input RNG state size to be {given.size}"
            )
        state = np.frombuffer(given.tobytes(), STATE_LAYOUT)[0]
        left = int(state["left"])
        if not (state["seeded"] and 1 <= left <= STATE_WORDS and state["next"] <= STATE_WORDS):
            raise RuntimeError("Invalid mt19937 state")
        engine: Any = {"key": state["words"].astype(np.uint32), "pos": STATE_WORDS + 1 - left}
        with self.lock:
            self._seed = int(state["seed"])
            self._engine.state = {"bit_generator": "MT19937", "state": engine}
            self.cached_normal = float(state["normal_y"]) if state["normal_is_valid"] else None

    def clone_state(self) -> Generator:
        """Return a new generator that goes on exactly as this one would."""
        clone = type(self)(self.device)
        clone.set_state(self.get_state())
        return clone

    def __getstate__(self) -> dict[str, Any]:
        """What pickle and copy keep: the device and the 5056 bytes."""
        return {"device": self.device, "state": self.get_state()}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        Generator.__init__(self, kept["device"])
        self.set_state(kept["state"])

    # --- words -------------------------------------------------------------------------------

    def words(self, count: int) -> npt.NDArray[np.uint64]:
        """Draw `count` words: shape (count,), values in [0, 2**32), held as uint64."""
        refuse("a draw from a random stream")
        with self.lock:
            return self._engine.random_raw(count)  # type: ignore[no-any-return]

    def double_words(self, count: int) -> npt.NDArray[np.uint64]:
        """Draw `count` numbers of 64 bits: shape (count,). The first word is the high half."""
        words = self.words(2 * count)
        return (words[0::2] << np.uint64(32)) | words[1::2]

    def doubles(self, count: int) -> npt.NDArray[np.float64]:
        """Draw `count` float64 uniform in [0, 1): the low 53 bits of 64, times 2**-53."""
        low_bits = self.double_words(count) & np.uint64(2**53 - 1)
        return low_bits.astype(np.float64) * 2.0**-53

    def double(self) -> float:
        """Draw one number like those of `doubles`, faster when it comes alone."""
        refuse("a draw from a random stream")
        with self.lock:
            high, low = self._engine.random_raw(), self._engine.random_raw()
        return float((high << 32 | low) & (2**53 - 1)) * 2.0**-53


default_generator = Generator()
"""The generator that serves every call without `generator=`; seeded anew in each process."""
default_generator.seed()
