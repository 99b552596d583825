"""What a reader narrowed the figures down to. So far the day they are counted for; pages add the rest."""

import datetime as dt
from typing import NamedTuple


class Filters(NamedTuple):
    today: dt.date  # in the reporting time zone
