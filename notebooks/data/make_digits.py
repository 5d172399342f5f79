"""Make `digits.csv.gz` from the copy of the data set inside scikit-learn.

Run it once, in any environment that has scikit-learn: `python make_digits.py`.
The lessons never run it; they read the file it made. The same bytes come out every time.
"""

import gzip
import os
from pathlib import Path

TARGET = Path(__file__).with_name("digits.csv.gz")


def main() -> None:
    """Write the file, whole or not at all."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    rows = (
        ",".join(str(int(value)) for value in (*image, label))
        for image, label in zip(pixels, labels, strict=True)
    )
    text = "\n".join(rows) + "\n"
    unfinished = TARGET.with_suffix(".part")
    unfinished.write_bytes(gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0))
    os.replace(unfinished, TARGET)


if __name__ == "__main__":
    main()
