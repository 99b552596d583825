"""What can go wrong in the domain; each carries a sentence for the user. One handler at each seam shows it.

* DomainError
  + Invalid      - the values break a rule; carries a message per field
  + Forbidden    - the actor lacks a permission
  + NotFound     - no such row, or none the actor may see
  + Conflict     - another row stands in the way
  + Unavailable  - a server we depend on cannot be reached
"""


class DomainError(Exception):
    """An expected failure with a message fit for the user."""


class Invalid(DomainError):
    def __init__(self, messages: dict[str, str]):
        self.messages = messages
        super().__init__("; ".join(messages.values()))


class Forbidden(DomainError): ...


class NotFound(DomainError): ...


class Conflict(DomainError): ...


class Unavailable(DomainError): ...
