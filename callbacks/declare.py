"""Every callback says what it needs; one that does not is never called, and the program does not start with it."""

from collections.abc import Callable

SIGNED_IN = "signed-in"  # no more than that; the function itself asks `data`, which requires the rest


def needs(permission: str) -> Callable[[Callable], Callable]:
    """Declares the `resource:action` without which the gateway refuses the call."""

    def declared(function: Callable) -> Callable:
        function.needs = permission
        return function

    return declared
