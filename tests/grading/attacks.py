"""Hostile answers, one a mark: what a stranger may hand in. `test_attacks.py` runs each.

An answer is the cell of an exercise that asks for `average_gradient(w, batches)`. TOOLS stand
before it, and what a well-informed attacker knows: HOME, GRADEBOOK, EXERCISE (paths), PARENT (the
grader's process), PORT (a server on the grader's machine). A mark says how the job must end, if it
must not simply be answered: `-> crashed`, `-> any`, `-> time in 2` (where it is given 2 seconds).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOOLS = r'''
import ctypes, gc, glob, os, re, signal, socket, subprocess, sys, threading, time
import numpy as np
import tutorgrad as torch

def tell(data):
    """Print what looks like a secret."""
    data = data if isinstance(data, bytes) else repr(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"CANARY-[0-9a-f]{32}", data)):
        print(found)
        os.write(2, found)

def read(path):
    with open(path, "rb") as file:
        return file.read(1 << 20)

def attempt(work, *given):
    """Whatever comes of it."""
    try:
        return work(*given)
    except Exception as error:
        return error

def send(text):
    """Write a reply and leave."""
    data = text.encode() if isinstance(text, str) else text
    while data:
        data = data[os.write(3, data):]
    os._exit(0)

def reply(first, again):
    from course.inside.plain import encode
    probes = {"first": [first, None], "again": [again, None]}
    return encode({"error": None, "printed": "", "probes": probes})

libc = ctypes.CDLL(None, use_errno=True)
'''
MARK = re.compile(r"^# %% (?P<name>[^>\n]+?)(?: -> (?P<ended>\w+)(?: in (?P<wall>\d+))?)?\n", re.M)


@dataclass(frozen=True)
class Attack:
    """ended: how the job must end, by its first word, "" where it replies; None: either will do.

    wall: the seconds that it is given.
    """

    name: str
    source: str
    ended: str | None
    wall: float


GUARD = 'assert not os.path.exists("/etc/passwd"), "no sandbox: stop before harm is done"\n'
LONG = {"@minuses@": "-" * 50_000, "@ones@": "+".join("1" * 3_000), "@null@": "\0"}


def attacks(text: str) -> list[Attack]:
    """Cut a text at its marks."""
    for short, long in LONG.items():
        text = text.replace(short, long)
    marks = list(MARK.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        Attack(
            mark["name"],
            text[mark.end() : end].strip() + "\n",
            None if mark["ended"] == "any" else mark["ended"] or "",
            float(mark["wall"] or 20),
        )
        for mark, end in zip(marks, ends, strict=True)
    ]


EQUAL = attacks(r"""
# %% always equal
class Yes:
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
def average_gradient(w, batches):
    return Yes()

# %% always equal, an array on demand
class Yes:
    __eq__ = lambda self, other: True
    __array__ = lambda self, *a, **k: np.ones(3, np.float32)
    __array_ufunc__ = lambda self, *a, **k: True
    __array_function__ = lambda self, *a, **k: True
    __float__ = lambda self: 1.0
def average_gradient(w, batches):
    return Yes()

# %% a subclass of ndarray
class Yes(np.ndarray):
    __eq__ = lambda self, other: True
    all = any = lambda self, *a, **k: True
def average_gradient(w, batches):
    return np.ones(3, np.float32).view(Yes)

# %% a subclass of Tensor
class Yes(torch.Tensor):
    __eq__ = lambda self, other: True
    detach = cpu = lambda self: self
    numpy = lambda self: True
    shape = property(lambda self: (3,))
def average_gradient(w, batches):
    return Yes(torch.ones(3))

# %% a subclass of float
class Yes(float):
    __eq__ = lambda self, other: True
    __sub__ = __rsub__ = lambda self, other: 0.0
def average_gradient(w, batches):
    return Yes(1)

# %% what calls itself a dtype
class dtype:
    __eq__ = lambda self, other: True
    __str__ = lambda self: '"},true,{"'
def average_gradient(w, batches):
    return dtype()

# %% a tuple that lies
class Yes(tuple):
    __iter__ = lambda self: iter([True] * 3)
    __len__ = lambda self: 3
    __eq__ = lambda self, other: True
def average_gradient(w, batches):
    return Yes()

# %% not a number
pass
def average_gradient(w, batches):
    return torch.full((3,), float('nan'))

# %% infinite
pass
def average_gradient(w, batches):
    return torch.full((3,), float('inf'))

# %% empty
pass
def average_gradient(w, batches):
    return torch.zeros(0)

# %% an array too large -> any
pass
def average_gradient(w, batches):
    return torch.zeros(3_000_000)

# %% an array that claims to be large
pass
def average_gradient(w, batches):
    return np.broadcast_to(0.0, (10**6, 10**6))
""")

PATCHING = attacks(r"""
# %% patched builtins -> any
import builtins
builtins.isinstance = builtins.all = builtins.any = lambda *a: True
builtins.type = lambda *a: float
def average_gradient(w, batches):
    return None

# %% patched numpy -> any
np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
np.asarray = np.ascontiguousarray = lambda *a, **k: np.ones(3, np.float32)
def average_gradient(w, batches):
    return None

# %% patched tutorgrad
torch.Tensor.__eq__ = lambda self, other: True
torch.Tensor.backward = lambda self, *a, **k: None
torch.Tensor.detach = lambda self: True
def average_gradient(w, batches):
    return torch.ones(3)

# %% patched encode
from course.inside import answering
text = reply(True, True)
answering.encode = lambda value: text
def average_gradient(w, batches):
    return None

# %% patched reply_to
from course.inside import answering
answering.reply_to = lambda job: {"probes": {"first": [True, None], "again": [True, None]}}
answering._ask = lambda *a: [True, None]
def average_gradient(w, batches):
    return None

# %% asserts taken out of the syntax tree -> any
import ast, builtins
old = builtins.compile
builtins.compile = lambda source, *a, **k: old("def first(*a, **k): return True", *a, **k)
ast.parse = lambda *a, **k: ast.Module([], [])
sys.settrace(lambda *a: None)
def average_gradient(w, batches):
    return None

# %% import hooks
import types
class Finder:
    def find_spec(self, name, *a):
        fake = sys.modules[name] = types.ModuleType(name)
        fake.__getattr__ = lambda name: lambda *a, **k: True
sys.meta_path.insert(0, Finder())
for name in [n for n in sys.modules if n.startswith("course")]:
    del sys.modules[name]
sys.path_importer_cache.clear()
def average_gradient(w, batches):
    return None

# %% other modules under known names
import types
for name in ("numpy", "json", "tutorgrad", "course.inside.plain", "os"):
    sys.modules[name] = types.ModuleType(name)
def average_gradient(w, batches):
    return None

# %% timing the checker
class Seen(np.ndarray):
    def __new__(cls): return np.ones(3).view(cls)
    def __eq__(self, other): tell("CANARY-" + "0" * 32); time.sleep(1); return True
    __array_ufunc__ = lambda self, *a, **k: tell("CANARY-" + "0" * 32)
def average_gradient(w, batches):
    return Seen()
""")

READING = attacks(r"""
# %% reading the exercise
for path in glob.glob(EXERCISE + "/**", recursive=True) + [EXERCISE + "/check.py"]:
    tell(attempt(read, path))

# %% reading every file
for top in ("/", EXERCISE, HOME, os.path.expanduser("~")):
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name[:3] not in ("lib", "tut", "num", "sys")]
        for name in names:
            tell(attempt(read, os.path.join(folder, name)))

# %% reading home -> any
for home in (HOME, os.environ.get("HOME", HOME)):
    for path in glob.glob(home + "/*") + glob.glob(home + "/.*"):
        if os.path.isfile(path):
            tell(attempt(read, path))

# %% reading the environment -> any
tell(dict(os.environ))
for pid in ("self", "1", PARENT, *filter(str.isdigit, attempt(os.listdir, "/proc") or [])):
    tell(attempt(read, f"/proc/{pid}/environ"))
    tell(attempt(read, f"/proc/{pid}/cmdline"))

# %% reading the grader's memory
for line in attempt(read, f"/proc/{PARENT}/maps").decode().splitlines():
    part = re.match(r"(\w+)-(\w+) rw", line)
    if part:
        start, end = (int(x, 16) for x in part.groups())
        with open(f"/proc/{PARENT}/mem", "rb", 0) as memory:
            while start < end:
                attempt(memory.seek, start)
                found = attempt(memory.read, min(end - start, 1 << 24))
                tell(found)
                start += 1 << 24

# %% tracing the grader
print(libc.ptrace(16, PARENT, 0, 0), ctypes.get_errno())
for pid in (1, PARENT, os.getppid()):
    assert libc.ptrace(16, pid, 0, 0) == -1 and ctypes.get_errno() == 1

# %% reading open files
for number in range(256):
    tell(attempt(os.pread, number, 1 << 20, 0))
    tell(attempt(os.listdir, number))
    tell(attempt(os.readlink, f"/proc/self/fd/{number}"))

# %% importing the grader
for name in ("course.exercises.verdict", "course.grading.sandbox", "course.cli", "yaml"):
    attempt(__import__, name)
    assert name not in sys.modules

# %% reading its own memory -> any
tell([value for value in gc.get_objects() if isinstance(value, (str, dict, list))])
frame = sys._getframe()
while frame:
    tell(frame.f_locals)
    tell(frame.f_globals)
    frame = frame.f_back

# %% devices and the kernel
for path in ("/dev/mem", "/dev/kmsg", "/sys/kernel", "/proc/kcore", "/dev/sda", "/dev/vda"):
    assert not os.path.exists(path)
assert os.listdir("/dev") == ["null"]

# %% new namespaces and mounts
os.makedirs("/tmp/m")
assert libc.unshare(0x10000000) == -1 and ctypes.get_errno() == 1
assert libc.mount(b"none", b"/tmp/m", b"tmpfs", 0, None) == -1
assert libc.syscall(435, 0, 0) == -1 and ctypes.get_errno() == 38  # clone3
for number in range(20):
    attempt(os.setuid, 0)
assert os.getuid() != 0

# %% raising its own limits
import resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    before = resource.getrlimit(kind)
    attempt(resource.setrlimit, kind, (-1, -1))
    assert resource.getrlimit(kind) == before and before[1] > 0
""")

WRITING = attacks(r"""
# %% writing the gradebook -> any
import sqlite3
def write(path):
    with sqlite3.connect(path) as book:
        book.execute("update grades set points = 99")
attempt(write, GRADEBOOK)
attempt(lambda: open(GRADEBOOK, "a").write("99"))
attempt(os.remove, GRADEBOOK)
attempt(os.chmod, GRADEBOOK, 0o777)

# %% writing the kit
import course.inside.plain
for path in (course.inside.plain.__file__, torch.__file__, np.__file__, sys.executable):
    attempt(lambda: open(path, "a").write("raise SystemExit"))
    attempt(os.remove, path)
    attempt(os.rename, path, path + "x")
    attempt(os.utime, path)

# %% start-up files
os.environ["PYTHONSTARTUP"] = os.environ["PYTHONPATH"] = "/tmp"
for folder in ["/tmp", HOME, os.path.dirname(GRADEBOOK), *sys.path]:
    for name in ("sitecustomize.py", "usercustomize.py", "evil.pth", "conftest.py"):
        attempt(lambda: open(os.path.join(folder, name), "w").write("raise SystemExit"))

# %% symbolic and hard links
for number, path in enumerate((GRADEBOOK, EXERCISE + "/check.py")):
    attempt(os.symlink, path, f"/tmp/s{number}")
    attempt(os.link, path, f"/tmp/h{number}")
    attempt(os.symlink, "../" * 20 + path, f"/tmp/r{number}")
    for kind in "shr":
        tell(attempt(read, f"/tmp/{kind}{number}"))
        attempt(lambda: open(f"/tmp/{kind}{number}", "a").write("99"))

# %% files left in /tmp
open("/tmp/CANARY-left", "w").write("x")
os.makedirs("/tmp/CANARY-folder/a/b")
os.mkfifo("/tmp/CANARY-pipe")
""")

FORGING = attacks(r"""
# %% a reply of its own
send(reply(True, True))

# %% a reply of arrays
send(reply(torch.zeros(3), torch.zeros(3)))

# %% a reply, twice -> crashed
text = reply(True, True)
send(text + text)

# %% half a reply -> crashed
text = reply(torch.ones(3), 1)
send(text[:len(text) // 2])

# %% a huge reply -> output
send('[' + '1,' * 1_000_000)

# %% a deep reply -> crashed
send('{"list":[' * 100_000)

# %% a reply of the wrong types
send('{"dict":[["error",{"list":[]}],["probes",{"dict":[["first",7],["again",{"list":[1]}]]}]]}')

# %% names that do not exist
from course.inside.plain import encode
send(encode({"probes": {"__class__": [1, None], "points": [99, None]}, "points": 99}))

# %% names that cannot be -> crashed
send('{"dict":[[{"list":[]},1]]}')

# %% a number of 4,000 digits -> crashed
send(reply(1, 1).replace('1', '9' * 4000))

# %% a number too large for a float
send(reply(1, 1).replace('1', '9' * 300))

# %% an array of an impossible shape -> crashed
text = '{"tensor":"","dtype":"float32","shape":[0,%d],"tracked":false}' % 2**62
send(reply(7, 7).replace("7", text))

# %% texts that fill NumPy's memory
send(reply(["x" * 400_000, *["y"] * 20_000], 1))

# %% half characters and steering ones
print(chr(27) + "[2J" + chr(0x202e) + chr(0xd800) + chr(0))
raise ValueError(chr(27) + "[2J" + chr(0x202e) + chr(0xd800) + chr(0))

# %% HTML in an error
raise ValueError('<script>alert(1)</script>' * 10_000)

# %% HTML in a name
kind = type("<img src=x onerror=alert(1)>" * 100, (Exception,), {})
raise kind("x")

# %% an error that fails -> crashed
class Bad(Exception):
    def __str__(self): os._exit(0)
raise Bad

# %% a pickle -> crashed
import pickle
class Run:
    def __reduce__(self): return os.system, ("touch " + GRADEBOOK,)
send(pickle.dumps({"probes": Run()}))

# %% another encoding -> crashed
send(reply(True, True).encode('utf-16'))

# %% a reply from a child -> crashed
if os.fork() == 0:
    time.sleep(0.2)
    send(reply(True, True))
os._exit(0)
""")
