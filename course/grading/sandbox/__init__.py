"""Where a stranger's answer runs: a process for each question, that can reach nothing.

    box = find_sandbox(required=True)
    outcome = box.run(trial.job(answer), Limits())

An answer comes with its job and goes with its reply, which is plain data; what that is worth is
decided outside. So nothing that an answer does to its own process makes a wrong value right: not to
NumPy, to tutorgrad or to the very code that writes the reply. The sandbox is there for the rest.

**Isolated** (`Sandbox.isolated`, Linux with bubblewrap) an answer

- sees the C libraries, Python's own, NumPy, tutorgrad and `course/inside`, read-only. No other file
  exists: no exercise, no gradebook, no home, no program, no /proc, no device but /dev/null
- has no network, no environment, no way to see or signal a process outside, and no root: it runs as
  a user that nobody else is (started by root), or in a user namespace of its own (by anyone else)
- cannot ask the kernel for what `syscalls.py` lists: sockets, new namespaces, mounts, memory that
  belongs to no process, tracing, keys
- writes to one folder of bounded size in memory, which goes with it
- has processor time, wall time, memory, processes, files and output up to `Limits`, for the whole
  job: where memory, time or output are passed, everything is ended at once. They are looked at
  twenty times a second, so several processes together can pass the limit of memory by what they
  fill in that time; one process alone cannot (`RLIMIT_AS`)
- leaves nothing: when `run` returns, its last process is gone. So also if the grader is killed

Not promised: that the Linux kernel has no hole; that a hostile answer takes no processor time from
an honest one beside it (it takes some, for seconds); that the time of children counts which end
between two looks and which nobody waits for (wall time ends them); a filter of system calls on
machines other than x86-64 and aarch64. An answer can see what the folders around it are called;
and it can forge what a check counts inside: how many nodes, journeys or steps of an optimizer there
were on the way to a right value.

**Not isolated** (no bubblewrap, macOS, Windows) it is a process of the grader's own user: only wall
time and output are bounded everywhere; on Linux and macOS also processor time and the size of a
file, on Linux also memory. It can read what the grader can read, write there, use the network and
leave a process behind. A mark cannot be forged there by a reply either, but a gradebook or a
solution is no safer than any file. `words` says so, for every report.
"""

from course.grading.sandbox.box import Outcome, Sandbox, find_sandbox
from course.grading.sandbox.usage import Limits

__all__ = ["Limits", "Outcome", "Sandbox", "find_sandbox"]
