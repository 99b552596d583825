"""What a password must be, how it is kept, and whether one is right."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import Invalid

SHORTEST, LONGEST = 12, 128
LOOKED_AT = 64  # what zxcvbn is given: its patterns grow with the length, and nobody guesses the rest
STRONG_ENOUGH = 3  # zxcvbn: 10^8 guesses are not enough

# OWASP's floor times two; one lane, so that a sign-in keeps one core busy for a twentieth of a second
hasher = PasswordHasher(time_cost=2, memory_cost=38_912, parallelism=1)
NOBODYS_HASH = hasher.hash(secrets.token_urlsafe(16))


def generated() -> str:
    return secrets.token_urlsafe(15)


def hashed(password: str, *about: str) -> str:
    """The hash to keep; Invalid for a password that is short, endless or guessed at once. `about` is its user."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": f"A password has {SHORTEST} to {LONGEST} characters."})
    if _guessed_at_once(password, about):
        raise Invalid({"password": "That password is among the first to be guessed; take a few unrelated words."})
    return hasher.hash(password)


def verified(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _guessed_at_once(password: str, about: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn  # its word lists take a while, and few processes set passwords

    known = [word for name in (*about, "dm crm") for word in (name, *name.replace("@", " ").replace(".", " ").split())]
    return zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"] < STRONG_ENOUGH
