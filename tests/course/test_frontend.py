"""The widgets' script that is committed is the one that its sources give."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.house.sizes import ROOT

SOURCES = ROOT / "course" / "frontend"
BUILT = ROOT / "course" / "widgets" / "static"


@pytest.mark.browser
def test_the_built_script_is_up_to_date(tmp_path):
    folder = tmp_path / "frontend"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("node_modules"))
    for command in (["npm", "ci"], ["npm", "run", "build", "--", str(tmp_path / "built")]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.name for path in (tmp_path / "built").iterdir())
    assert names == sorted(path.name for path in BUILT.iterdir())
    for name in names:
        new, old = (tmp_path / "built" / name).read_bytes(), (BUILT / name).read_bytes()
        assert new == old, f"{name}: run `npm ci && npm run build` in course/frontend"
