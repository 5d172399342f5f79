"""The repository belongs to every machine: no lock files, registry hosts or local paths."""

from __future__ import annotations

import re
import subprocess

from tests.house.sizes import ROOT

LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"}
# Written in parts, so that this file does not name them itself.
HOSTS = ["pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "download.py" + "torch"]
FORBIDDEN = {
    "a registry's address": re.compile(
        "|".join(map(re.escape, HOSTS)) + r"|https?://[\w.-]+(?::\d+)?/(?:simple|packages)/"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.+/<…])/(?:root|work|home/\w+|Users/\w+)/\w"  # not in base64, not <…/home/…>
    ),
}


def tracked() -> list[str]:
    """The files of the repository; outside a clone, every file that git would not ignore."""
    command = ["git", "ls-files", "-z", "--cached"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(name: str) -> str:
    """A file's text; empty for a binary file."""
    data = (ROOT / name).read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def test_no_lock_file():
    assert [name for name in tracked() if name.rpartition("/")[2] in LOCK_FILES] == []


def test_nothing_of_one_machine():
    found = [
        f"{name}: {what}: {match.group()}"
        for name in tracked()
        if name != "tests/house/test_tracked_files.py"
        for what, pattern in FORBIDDEN.items()
        if (match := pattern.search(text_of(name)))
    ]
    assert found == []


def test_such_a_thing_would_be_seen():
    address, path = FORBIDDEN.values()
    assert address.search("https://" + HOSTS[0] + "/x") and address.search("http://a.b:1/simple/")
    assert path.search('File "/root/x.py"') and path.search("see /home/ada/file")
    assert not path.search("https://example.com/root/x")
