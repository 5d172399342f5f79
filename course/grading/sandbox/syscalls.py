"""What an answer may not ask of the kernel, as a seccomp filter (a program of classic BPF).

Namespaces already hide files, processes and the network. This closes what they leave open: memory
that no process is charged with, new namespaces in which a process is root again, and doors to the
kernel that no answer needs. A forbidden call fails with EPERM, as if the user lacked the right.

Sources: linux/seccomp.h, linux/filter.h, linux/audit.h; asm/unistd_64.h for x86-64 and
asm-generic/unistd.h for the others.
"""

from __future__ import annotations

import errno
import struct

# name: its number on x86-64, and on aarch64; None where it does not exist
FORBIDDEN: dict[str, tuple[int | None, int | None]] = {
    # memory that belongs to no process
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # the network, beside having none
    "socket": (41, 198),
    "socketpair": (53, 199),
    # keys outlive a process; the rest has a history of holes
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "uselib": (134, None),
}
# machine: (its column above, AUDIT_ARCH, clone, clone3)
MACHINES = {"x86_64": (0, 0xC000003E, 56, 435), "aarch64": (1, 0xC00000B7, 220, 435)}
NEW_NAMESPACES = 0x7E020080  # the CLONE_NEW… flags of clone: user, pid, net, mount, ipc, uts, …
SECOND_ABI = 0x40000000  # x86-64's x32: the same calls under other numbers

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCH, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def program(machine: str) -> bytes | None:
    """The filter for a machine, as `platform.machine()` names it; None where it is not known.

    clone3, whose flags a filter cannot read, is said not to exist, so that the C library falls
    back to clone.
    """
    if machine not in MACHINES:
        return None
    column, arch, clone, clone3 = MACHINES[machine]
    numbers = sorted(row[column] for row in FORBIDDEN.values() if row[column] is not None)
    return b"".join(
        [
            _step(LOAD, ARCH),
            _step(EQUAL, arch, 1, 0),
            _step(RETURN, KILL),
            _step(LOAD, NUMBER),
            _step(AT_LEAST, SECOND_ABI, 0, 1),
            _step(RETURN, KILL),
            _step(EQUAL, clone3, 0, 1),
            _step(RETURN, FAIL | errno.ENOSYS),
            *(_step(EQUAL, number, len(numbers) - at + 3) for at, number in enumerate(numbers)),
            _step(EQUAL, clone, 1, 0),
            _step(RETURN, ALLOW),
            _step(LOAD, FIRST_ARGUMENT),
            _step(ANY_BIT, NEW_NAMESPACES, 0, 1),
            _step(RETURN, FAIL | errno.EPERM),  # where the forbidden numbers lead
            _step(RETURN, ALLOW),
        ]
    )


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction: struct sock_filter."""
    return struct.pack("HBBI", code, if_true, if_false, value)
