"""The digits of the lessons, for programs: not a program itself."""

import csv
import gzip
from pathlib import Path

FILE = Path(__file__).parents[2] / "notebooks" / "data" / "digits.csv.gz"


def digits():
    """Pixels between 0 and 1, 64 a row, and labels: two lists."""
    with gzip.open(FILE, "rt", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].replace(".", "").isdigit()]
    numbers = [[int(float(v)) for v in row] for row in rows]
    return [[v / 16 for v in row[:64]] for row in numbers], [row[64] for row in numbers]
