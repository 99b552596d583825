"""The unprivileged account that servers run under when the product is started by root."""

import ctypes
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from dashboard.services.errors import ServiceError

CANDIDATES = ("postgres", "nobody")
READS_ANYWHERE = (2, 1)  # CAP_DAC_READ_SEARCH; CAP_DAC_OVERRIDE is what containers leave to root
PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 28, 47, 2
KEEP_CAPABILITIES = 4  # SECBIT_NO_SETUID_FIXUP: also access(2) then honours what the account may
CAPABILITY_VERSION = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    reads_anywhere: bool  # a closed home folder stays closed to others, yet the server has to reach its files

    def become(self) -> None:
        """Give up root for good. Runs in the child, between fork and exec."""
        if self.reads_anywhere:
            libc.prctl(PR_SET_SECUREBITS, KEEP_CAPABILITIES, 0, 0, 0)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.reads_anywhere:
            _keep_one_capability()


def account_for(*folders: Path) -> Account | None:
    """None for an ordinary user; for root the account that owns the folders or may own them."""
    if os.geteuid() != 0:
        return None
    entry = _owner(folders) or _system_account()
    return Account(entry.pw_uid, entry.pw_gid, not all(_open_to_others(folder) for folder in folders))


def give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def _owner(folders: tuple[Path, ...]) -> pwd.struct_passwd | None:
    uids = [folder.stat().st_uid for folder in folders if folder.exists()]
    return pwd.getpwuid(uids[0]) if uids and uids[0] else None


def _system_account() -> pwd.struct_passwd:
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("PostgreSQL refuses to run as root: start as an ordinary user, or set DATABASE_URL.")


def _open_to_others(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())


def _keep_one_capability() -> None:
    for capability in READS_ANYWHERE:
        if _set_capabilities(1 << capability):
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
            return
    raise PermissionError("root's rights can be neither reduced nor kept")


def _set_capabilities(mask: int) -> bool:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    return libc.capset(header, effective_permitted_inheritable) == 0
