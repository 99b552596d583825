"""Ways of speaking with somebody, as they are shown."""

from typing import NamedTuple

from data.vocabulary import CommunicationType


class Way(NamedTuple):
    word: str
    icon: str


WAYS = {
    CommunicationType.EMAIL: Way("E-mail", "bi-envelope"),
    CommunicationType.PHONE: Way("Call", "bi-telephone"),
    CommunicationType.MEETING: Way("Meeting", "bi-people"),
    CommunicationType.OTHER: Way("Other", "bi-chat-dots"),
}


def how(type_: str) -> Way:
    return WAYS[CommunicationType(type_)]
