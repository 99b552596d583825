"""A process of ours ends with the one that started it, however that one ended."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(how: signal.Signals) -> None:
    """Ask the kernel for a signal when the parent dies. A fork forgets it, an exec does not."""
    libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
