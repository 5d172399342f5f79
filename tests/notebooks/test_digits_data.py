"""The shipped digits are the data set that their README describes, and nothing else."""

import gzip
import hashlib
import re
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "notebooks" / "data"
TEXT = gzip.decompress((DATA / "digits.csv.gz").read_bytes())


def test_the_text_is_the_one_the_readme_names():
    stated = re.findall(r"`([0-9a-f]{64})`", (DATA / "README.md").read_text(encoding="utf-8"))
    assert stated == [hashlib.sha256(TEXT).hexdigest()]


def test_it_holds_pictures_and_labels():
    table = np.loadtxt(DATA / "digits.csv.gz", delimiter=",", dtype=np.int64)
    pixels, labels = table[:, :-1], table[:, -1]
    assert pixels.shape == (1797, 64)
    assert (pixels.min(), pixels.max()) == (0, 16)
    # the numbers of each digit in the test set of the UCI repository
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
