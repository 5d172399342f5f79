"""More hostile answers: those that end, fill, flood and reach out. See `attacks.py`."""

from __future__ import annotations

from tests.grading.attacks import attacks

ENDING = attacks(r"""
# %% os._exit -> crashed
os._exit(0)

# %% sys.exit
sys.exit(0)

# %% an interrupt of its own -> crashed
raise KeyboardInterrupt

# %% an exit below every exception -> crashed
raise BaseException('out')

# %% signals -> any
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    for pid in (PARENT, os.getppid(), 1, -1):
        if pid != -1 or number == signal.SIGKILL:
            attempt(os.kill, pid, number)
    attempt(os.killpg, PARENT, number)
attempt(os.kill, 0, signal.SIGKILL)

# %% a crash in C -> crashed
ctypes.string_at(0)

# %% abort -> crashed
os.abort()

# %% deep recursion -> any
sys.setrecursionlimit(10**9)
def down(n): return down(n + 1) + 1
down(0)

# %% a deep expression
x = @minuses@1

# %% a long sum -> any
x = @ones@

# %% a text of nulls
x = '@null@'

# %% after the end
import atexit
text = reply(True, True)
atexit.register(lambda: send(text))
class Last:
    def __del__(self): send(text)
keep = Last()
threading.Thread(target=lambda: time.sleep(60)).start()
""")

LOOPS = attacks(r"""
# %% an endless loop -> time
while True: pass

# %% a loop that swallows everything -> time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException:
        pass

# %% a loop in C -> time
pow(7, 10**8)

# %% sleep -> time in 1
time.sleep(60)

# %% a child left behind
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(4): attempt(os.close, number)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    os._exit(0)

# %% waiting for a child that stays -> time
if os.fork() == 0:
    while True: pass
os.wait()

# %% time of many children -> time in 2
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        sum(range(100_000))
        os._exit(0)
    time.sleep(0.001)
""")

BOMBS = attacks(r"""
# %% a fork bomb -> any
while True: attempt(os.fork)

# %% a thread bomb -> time
while True: attempt(threading.Thread(target=time.sleep, args=(60,)).start)

# %% a memory bomb
held = [bytearray(1 << 24) for _ in range(999)]
def average_gradient(w, batches):
    return torch.ones(1)

# %% a memory bomb of many processes -> memory
for _ in range(12):
    if os.fork() == 0: break
held = np.ones(8_000_000)
time.sleep(60)

# %% a memory bomb that processes share -> memory
import mmap
held = mmap.mmap(-1, 120 << 20)
held.write(b"x" * (120 << 20))
for _ in range(4):
    if os.fork() == 0:
        held = mmap.mmap(-1, 120 << 20)
        held.write(b"x" * (120 << 20))
time.sleep(60)

# %% memory that belongs to no process
for work in (lambda: os.memfd_create("x"), lambda: open("/dev/shm/x", "w")):
    assert isinstance(attempt(work), OSError)
assert libc.shmget(0, 1 << 20, 0o1600) == -1

# %% filling the disk
def fill():
    for number in range(10_000):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(b"x" * (1 << 20))
assert isinstance(attempt(fill), OSError)
sizes = [os.path.getsize(f"/tmp/{name}") for name in os.listdir("/tmp") if name.isdigit()]
assert 1 << 20 < sum(sizes) < 5 << 20
for place in ("/", HOME, EXERCISE, os.path.dirname(GRADEBOOK), "/usr/lib", "/dev"):
    assert isinstance(attempt(open, place + "/x", "w"), OSError)

# %% a large file
for number in (1, 2, 3):
    assert isinstance(attempt(os.ftruncate, number, 1 << 40), OSError)

# %% many empty files -> any
number = 0
while True:
    number += 1
    attempt(os.close, attempt(os.open, f"/tmp/{number}", os.O_CREAT | os.O_WRONLY))

# %% many open files
held = [attempt(open, "/dev/null") for _ in range(5_000)]
assert isinstance(held[-1], OSError)

# %% a flood on stdout -> output
while True: os.write(1, b'x' * 65536)

# %% a flood on stderr -> output
while True: attempt(os.write, 2, b'x' * 65536)

# %% a flood of replies -> output
while True: attempt(os.write, 3, b'x' * 65536)

# %% a flood of prints
print('x' * 1_000_000)
def average_gradient(w, batches):
    return print('x' * 1000)
""")

NETWORK = attacks(r"""
# %% the grader's own server
def ask():
    with socket.create_connection(("127.0.0.1", PORT), timeout=1) as server:
        tell(server.recv(100))
attempt(ask)

# %% names and raw sockets
for work in (
    lambda: socket.gethostbyname("localhost.example.org"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0),
    lambda: socket.socket(socket.AF_UNIX).connect("\0x"),
    lambda: socket.create_server(("0.0.0.0", 0)),
):
    assert isinstance(attempt(work), OSError)

# %% other programs
for words in (["sh", "-c", "id"], ["/bin/sh"], ["/usr/bin/env"], ["bwrap"], ["curl"]):
    assert isinstance(attempt(subprocess.run, words), OSError)
assert os.system("true") != 0
""")
