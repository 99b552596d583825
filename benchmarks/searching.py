"""How long a search takes that looks through all names, for words of many kinds."""

from benchmarks.measuring import Figure, Place, load, median, readers
from data import db, search
from data.access import Actor

TABLE = "Search"
MOST = 50
ASKED = (
    *("alder", "weekly", "weekly claims", "claims ingestion 77", "77123", "we", "a", "review", "ana silva 5"),
    *("birch pharma 12", "extarct", "wekly sales", "novra", "zzzzqq", "reconcilation safety", "examplimab 9"),
    *("person77@", "custom trial reconciliation", "monthly claims extarct", "glboal formulary dashbord"),
    *("omar pia", "step 3 of weekly", "sales extract interim pharma"),
)


def measure(place: Place) -> list[Figure]:
    figures = []
    for who, actor in readers(place.size).items():
        taken = sorted((_taken(actor, words), words) for words in ASKED)
        middle, (worst, _) = taken[len(taken) // 2][0], taken[-1]
        figures += [
            Figure(TABLE, f"{who}: median of {len(ASKED)} searches", middle, most=MOST),
            Figure(TABLE, f"{who}: the slowest", worst, most=MOST),
            Figure(TABLE, f"{who}: searches over {MOST} ms", sum(spent > MOST for spent, _ in taken), "", most=0),
        ]
    return [*figures, load(TABLE)]


def _taken(actor: Actor, words: str) -> float:
    def find() -> None:
        with db.session(actor) as session:
            search.find(session, words)

    return median(find, 5)
