"""Where each kind of record is found in the browser."""

OWN_PAGE = {"customers", "processes"}  # each of their records has a page; any other opens in the panel over its list


def records(entity: str) -> str:
    """The list of an entity's records."""
    return f"/{entity.replace('_', '-')}"


def record(entity: str, id_: str) -> str:
    """One record: its page, or its list with the record opened."""
    return f"{records(entity)}/{id_}" if entity in OWN_PAGE else f"{records(entity)}?open={id_}"
