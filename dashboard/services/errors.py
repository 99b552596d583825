"""What can go wrong with the processes and servers under the product."""

from data.errors import DomainError


class ServiceError(DomainError):
    """A server or process cannot run; the sentence says why and what to do."""
