"""The files that were handed in, from a folder or a zip, as untrusted data.

Nothing is unpacked and nothing is run. A link is not followed, a name that leads out of the archive
is refused, and no more is read of a file than its limit, whatever its header says.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.console import CourseError

CHUNK = 1 << 20
MOST_BYTES = 512 << 20
"""The largest file that is read, outputs included."""
MOST_ENTRIES = 200_000
DEEPEST = 8  # folders in folders
MOST_TIMES = 200  # how many times its packed size a large file may have
LARGE = 100 << 20  # from here on, MOST_TIMES is held
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
IGNORED = re.compile(r"\.(?!\.?$)|__MACOSX$|__pycache__$|Thumbs\.db$|desktop\.ini$")
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
NO_FOLLOW |= getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """Why a file that was handed in cannot be read, in words."""


@dataclass(frozen=True)
class Entry:
    """A file that was handed in. parts: its path; wrong: why it must not be opened, or ""."""

    parts: tuple[str, ...]
    when: datetime.datetime | None = None
    wrong: str = ""
    at: Path | zipfile.ZipInfo | None = field(default=None, repr=False)
    archive: zipfile.ZipFile | None = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """The path, in words."""
        return "/".join(self.parts)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, a part at a time. Raises Unreadable."""
        if self.wrong:
            raise Unreadable(self.wrong)
        total = 0
        for chunk in self._read():
            total += len(chunk)
            if total > MOST_BYTES:
                raise Unreadable(f"is larger than the {MOST_BYTES >> 20} MB that are read")
            yield chunk

    def _read(self) -> Iterator[bytes]:
        try:
            if self.archive is not None and isinstance(self.at, zipfile.ZipInfo):
                with self.archive.open(self.at) as file:
                    while chunk := file.read(CHUNK):
                        yield chunk
            elif isinstance(self.at, Path):
                yield from _read_file(self.at)
        except (
            OSError,
            EOFError,
            RuntimeError,
            ValueError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise Unreadable(f"cannot be read: {printable(str(error))[:200]}") from None


@contextlib.contextmanager
def entries(path: Path) -> Iterator[list[Entry]]:
    """Every file in a folder or a zip, by name; they can be read while the context lasts.

    Raises CourseError where the path is neither.
    """
    if path.is_dir():
        yield sorted(_in_folder(path, ()), key=lambda entry: entry.parts)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise CourseError(
            f"{path} does not exist: give a folder of notebooks, or a zip of a learning platform"
        ) from None
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CourseError(
            f"{path} is neither a folder nor a zip that can be read ({error}): give one of them"
        ) from None
    with archive:
        yield sorted(_in_zip(archive), key=lambda entry: entry.parts)


def printable(text: str) -> str:
    """A name from outside, fit for a file, a page and a terminal.

    >>> printable("Ada\\udcff\\n\\x1b[31m"), printable("e\\u0301") == "\\xe9"
    ('Ada\\\\xff\\\\n\\\\x1b[31m', True)
    """
    text = os.fsencode(text).decode("utf-8", "backslashreplace") if _bytes(text) else text
    text = text.encode("utf-8", "backslashreplace").decode()
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _bytes(text: str) -> bool:
    """Whether a text stands for bytes of a file's name that are not UTF-8."""
    return any("\udc80" <= c <= "\udcff" for c in text) and not any(
        "\ud800" <= c < "\udc80" for c in text
    )


# ------------------------------------------------------------------------------------- folders


def _in_folder(folder: Path, parts: tuple[str, ...]) -> Iterator[Entry]:
    """The files below a folder; what cannot be listed is an entry that is wrong."""
    try:
        with os.scandir(folder) as found:
            children = sorted(found, key=lambda child: child.name)
    except OSError as error:
        yield Entry(parts, wrong=f"cannot be opened: {error.strerror}")
        return
    if not children and parts:
        yield Entry(parts, wrong="is an empty folder")
    for child in children:
        if IGNORED.match(child.name):
            continue
        here = (*parts, printable(child.name))
        if child.is_symlink():
            yield Entry(here, wrong="is a symbolic link: hand in the file itself")
        elif not child.is_dir(follow_symlinks=False):
            yield _file(Path(child.path), here)
        elif child.name.endswith(".ipynb"):
            yield Entry(here, wrong="is a folder with the name of a notebook")
        elif len(here) > DEEPEST:
            yield Entry(here, wrong=f"is more than {DEEPEST} folders deep")
        else:
            yield from _in_folder(Path(child.path), here)


def _file(path: Path, parts: tuple[str, ...]) -> Entry:
    try:
        status = path.lstat()
    except OSError as error:
        return Entry(parts, wrong=f"cannot be read: {error.strerror}")
    when = datetime.datetime.fromtimestamp(status.st_mtime).astimezone()
    if not stat.S_ISREG(status.st_mode):
        return Entry(parts, when, "is no file, but a device or a pipe")
    if status.st_size > MOST_BYTES:
        return Entry(parts, when, _too_large(status.st_size))
    return Entry(parts, when, at=path)


def _read_file(path: Path) -> Iterator[bytes]:
    """What a plain file holds; what became a link or a pipe since it was listed is not opened."""
    with open(os.open(path, os.O_RDONLY | NO_FOLLOW), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is no plain file any more")
        while chunk := file.read(CHUNK):
            yield chunk


def _too_large(size: int) -> str:
    return f"is of {size >> 20} MB; {MOST_BYTES >> 20} MB are read (clear its outputs)"


# ------------------------------------------------------------------------------------- zips


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The members of a zip; one that must not be opened says why."""
    members = archive.infolist()
    for info in members[:MOST_ENTRIES]:
        name = _name(info)
        parts = tuple(printable(part) for part in name.split("/") if part not in ("", "."))
        if not parts or any(IGNORED.match(part) for part in parts):
            continue
        if info.is_dir() or name.endswith("/"):
            if parts[-1].endswith(".ipynb"):
                yield Entry(parts, wrong="is a folder with the name of a notebook")
            continue
        yield Entry(parts, _when(info), _wrong(info, name), info, archive)
    if len(members) > MOST_ENTRIES:
        rest = f"holds {len(members)} files; the first {MOST_ENTRIES} are read"
        yield Entry((printable(Path(archive.filename or "").name),), wrong=rest)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: with / between its parts, and in UTF-8 where it only forgot to say so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass  # it is in cp437, as the format says
    return name.replace("\\", "/")


def _wrong(info: zipfile.ZipInfo, name: str) -> str:
    """Why a member must not be opened, or ""."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "has a name that leads out of the archive"
    if len(parts) > DEEPEST + 1:
        return f"is more than {DEEPEST} folders deep"
    if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link: hand in the file itself"
    if info.flag_bits & 0x1:
        return "is encrypted: hand it in without a password"
    if info.compress_type not in PACKED:
        return "is packed in an unusual way: use an ordinary zip"
    if info.file_size > MOST_BYTES:
        return _too_large(info.file_size)
    if info.file_size > LARGE and info.file_size > MOST_TIMES * info.compress_size:
        times = info.file_size // max(info.compress_size, 1)
        return (
            f"unpacks to {times} times its size, as a zip bomb does; {MOST_TIMES} times are read "
            "(clear its outputs)"
        )
    return ""


def _when(info: zipfile.ZipInfo) -> datetime.datetime | None:
    """A member's date, in this machine's own time zone (a zip knows none)."""
    try:
        return datetime.datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
