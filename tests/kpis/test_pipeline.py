"""The pharma pipeline against plain Python over the same rows, under any filters, mark by mark."""

import datetime as dt
import itertools
import json
import random
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import installation, kpis, listing
from data.access import SYSTEM, Actor
from data.db import Session
from data.errors import Invalid
from data.filters import Filters
from data.kpis.pipeline_page import KPIS
from data.models import StatusChange
from data.success_rates import DEFAULTS, rate_key, source_key
from data.vocabulary import DrugClass, RegulatoryStatus, TherapeuticArea
from layouts.charts import CHARTS
from tests import factories as make
from tests.kpis import oracle_pipeline as oracle
from tests.layouts.test_charts import flat

TODAY = dt.date(2026, 11, 18)
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
FILTERS = Filters(TODAY)
STATUSES = [status.value for status in RegulatoryStatus]
AREAS, CLASSES = list(TherapeuticArea)[:3], list(DrugClass)[:3]
PHASES = ("Steady State", "New Activation", "Contracting")


@pytest.fixture
def past(cluster: Urls) -> Iterator[Session]:
    """A session that may write the ledger of movements; it is rolled back."""
    engine = sa.create_engine(cluster.owner, connect_args={"options": "-c timezone=UTC"}, poolclass=sa.NullPool)
    with engine.connect() as conn, conn.begin() as outer:
        database.open_session.configure(bind=conn, join_transaction_mode="create_savepoint")
        with database.session(SYSTEM) as db:
            yield db
        outer.rollback()
        database.open_session.configure(join_transaction_mode="conditional_savepoint")


def product(db: Session, dice: random.Random, team, phase: str, course: list[tuple[str, dt.datetime]]):
    """A product that has been through a course, as the ledger tells it."""
    row = make.product(
        db,
        team_id=team.id,
        product_name=dice.choice(["Alphamab", "Betanib", "Gamma 100%"]),
        therapeutic_area=dice.choice(AREAS),
        drug_class=dice.choice(CLASSES),
        regulatory_status=course[-1][0],
        created_at=course[0][1],
    )
    for (old, _), (new, at) in itertools.pairwise(course):
        db.add(
            StatusChange(
                resource_type="pharmaceutical_products",
                resource_id=row.id,
                field="regulatory_status",
                old_value=old,
                new_value=new,
                changed_at=at,
            )
        )
    db.flush()
    told = (row.therapeutic_area, row.drug_class, row.regulatory_status, row.product_name)
    return oracle.Product(row.id, row.customer_id, phase, team.id, *told, course)


def course(dice: random.Random) -> list[tuple[str, dt.datetime]]:
    at = NOON - dt.timedelta(hours=dice.randrange(24 * 1200))
    steps = [(dice.choice(STATUSES[:5]), at)]
    while (at := at + dt.timedelta(hours=dice.randrange(1, 24 * 400))) < NOON:
        steps.append((dice.choice([status for status in STATUSES if status != steps[-1][0]]), at))
    return steps


def world(db: Session, seed: int, products: int = 40) -> list[oracle.Product]:
    dice = random.Random(seed)
    teams = []
    for place, phase in enumerate(PHASES):
        customer = make.customer(db, name=f"Customer {place}", phase=phase)
        teams += [(make.team(db, customer_id=customer.id, name=f"Team {n}"), phase) for n in range(2)]
    made = [product(db, dice, *dice.choice(teams), course(dice)) for _ in range(products)]
    db.execute(sa.text("SET LOCAL ROLE dm_crm_app"))  # from here on with the application's rights only
    return made


def narrowed(dice: random.Random, products: list[oracle.Product]) -> Filters:
    """Some filters, or none, with or without a period."""
    one = dice.choice(products)
    offered = ("customer", "phase", "team", "therapeutic_area", "drug_class", "regulatory_status")
    names = dice.sample(offered, dice.choice([0, 1, 1, 2]))
    chosen = {name: (getattr(one, name), getattr(dice.choice(products), name)) for name in names}
    first = TODAY - dt.timedelta(days=dice.randrange(900)) if dice.random() < 0.5 else None
    last = first + dt.timedelta(days=dice.randrange(400)) if first and dice.random() < 0.5 else None
    return Filters(TODAY, first, last, None, chosen, dice.choice(["", "", "b", "100%", "beta"]))


def cells(frame: pd.DataFrame, *keys: str, value: str = "products") -> dict[tuple, int]:
    return {tuple(row[key] for key in keys): row[value] for row in frame.to_dict("records") if row[value]}


def read(db: Session, name: str, filters: Filters = FILTERS) -> pd.DataFrame:
    return kpis.read(db, name, filters)


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_is_what_plain_python_counts(past: Session, seed: int) -> None:
    everything = world(past, seed)
    for filters in [FILTERS, *(narrowed(random.Random(seed * 100 + n), everything) for n in range(12))]:
        left = oracle.chosen(everything, filters)
        quarter, two_years = filters.span(90), filters.span(730)
        area = cells(read(past, "pharma_pipeline", filters), "therapeutic_area", "regulatory_status")
        assert area == oracle.by(left, "therapeutic_area")
        kind = cells(read(past, "pipeline_by_class", filters), "drug_class", "regulatory_status")
        assert kind == oracle.by(left, "drug_class")
        for side in ("customer", "team"):
            found = cells(read(past, f"pipeline_by_{side}", filters), f"{side}_id", "regulatory_status")
            assert found == oracle.largest(left, side)
        moved = read(past, "pipeline_movement", filters).melt(
            "regulatory_status", var_name="way", value_name="products"
        )
        expected = {key: n for key, n in oracle.movement(left, *quarter).items() if key[1] != "came back"}
        assert cells(moved, "regulatory_status", "way") == expected
        pairs = cells(read(past, "transition_matrix", filters), "from_status", "to_status")
        assert pairs == oracle.transitions(left, *quarter)
        stays = read(past, "months_in_status", filters)
        spent = {
            row.regulatory_status: (row.products, row.median, row.p85) for row in stays.itertuples() if row.products
        }
        assert spent == {status: pytest.approx(told) for status, told in oracle.months(left, *two_years).items()}


@pytest.mark.parametrize("seed", [11, 12])
def test_every_mark_lists_as_many_products_as_it_says(past: Session, seed: int) -> None:
    everything = world(past, seed)
    listed = 0
    for name in KPIS:
        for filters in (FILTERS, narrowed(random.Random(seed), everything)):
            for mark, number in marks(name, read(past, name, filters)):
                assert listing.total(past, kpis.behind(past, mark, filters).query) == number, mark
                listed += 1
    assert listed > 100


def marks(name: str, frame: pd.DataFrame) -> Iterator[tuple[dict, int]]:
    """Each mark of a KPI's chart with the number it stands for."""
    figure, rows = CHARTS[name].draw(frame), {row["regulatory_status"]: row for row in _by_status(frame)}
    for trace in figure["data"]:
        carried = [json.loads(text) if text else None for text in flat(trace["customdata"])]
        for mark, value in zip(carried, flat(trace.get("z") or trace["x"]), strict=True):
            if mark and name in ("months_in_status", "expected_approvals"):
                yield mark, rows[mark.get("of") or mark["regulatory_status"]]["products"]
            elif mark:
                yield mark, abs(value)


def _by_status(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records") if "regulatory_status" in frame else []


def test_a_reader_of_one_customer_sees_its_products_only(past: Session) -> None:
    everything = world(past, 21)
    mine = everything[0].customer
    theirs = [one for one in everything if one.customer == mine]
    past.info["actor"] = Actor(None, frozenset({"*"}), frozenset({mine}))
    past.execute(sa.select(sa.func.set_config("app.scope", mine, True)))
    wide = FILTERS._replace(first=dt.date(2000, 1, 1))
    assert read(past, "pipeline_by_class")["products"].sum() == len(theirs)
    assert set(read(past, "pipeline_by_customer")["customer_id"]) == {mine}
    pairs = cells(read(past, "transition_matrix", wide), "from_status", "to_status")
    assert pairs == oracle.transitions(theirs, dt.date(2000, 1, 1), TODAY)
    # the wall stands behind the query's own words
    assert past.scalar(sa.text("SELECT count(*) FROM product_beginnings")) == len(theirs)
    assert past.scalar(sa.text("SELECT count(*) FROM product_moves")) == sum(len(one.course) - 1 for one in theirs)
    other = next(one for one in everything if one.customer != mine)
    mark = {"kpi": "pipeline_by_customer", "customer": other.customer, "regulatory_status": other.regulatory_status}
    assert listing.total(past, kpis.behind(past, mark, FILTERS).query) == 0


def test_a_change_made_in_the_product_is_a_move_at_once(db: Session) -> None:
    row = make.product(db, regulatory_status="Phase I")
    row.regulatory_status = RegulatoryStatus.PHASE_II
    db.flush()
    today = Filters(dt.datetime.now(dt.UTC).date())
    frame = kpis.read(db, "pipeline_movement", today).set_index("regulatory_status")
    assert list(frame.loc["Phase I"]) == [1, 1, 0, 0]
    assert list(frame.loc["Phase II"]) == [1, 0, 0, 0]
    assert cells(kpis.read(db, "transition_matrix", today), "from_status", "to_status") == {("Phase I", "Phase II"): 1}


def test_expected_approvals_are_products_times_a_rate_with_its_source_and_year(db: Session) -> None:
    team = make.team(db)
    for status in ("Phase III", "Phase III", "Phase I", "Approved", "Withdrawn"):
        make.product(db, team_id=team.id, regulatory_status=status)
    frame = read(db, "expected_approvals").set_index("regulatory_status")
    assert list(frame.index) == STATUSES[:5]
    assert frame.loc["Phase III", "expected"] == pytest.approx(2 * 0.524)
    assert frame.loc["Phase I", "expected"] == pytest.approx(0.079)
    assert frame["expected"].sum() == pytest.approx(2 * 0.524 + 0.079)
    assert "BIO, Informa and QLS" in frame.loc["Phase I", "source"]
    assert list(frame["year"]) == ["2021"] * 5


def test_an_administrator_changes_a_rate_and_where_it_comes_from(db: Session, actor: Callable[..., Actor]) -> None:
    make.product(db, regulatory_status="Phase III")
    db.info["actor"] = actor("settings:read", "settings:update", "products:read")
    key = RegulatoryStatus.PHASE_III
    installation.change(db, {rate_key(key): "60 %", source_key(key): "Own history, 2019 to 2025"}, {})
    row = read(db, "expected_approvals").set_index("regulatory_status").loc["Phase III"]
    assert (row["expected"], row["source"], row["year"]) == (0.6, "Own history, 2019 to 2025", "2025")


@pytest.mark.parametrize("rate", ["", "-1", "101", "nan", "much", None])
def test_a_rate_is_a_percentage(db: Session, rate: str | None) -> None:
    with pytest.raises(Invalid):
        installation.change(db, {rate_key(RegulatoryStatus.PHASE_I): rate}, {})


@pytest.mark.parametrize("source", ["", "somebody said so", "2021\x00", "2021 " * 60])
def test_a_source_names_its_year(db: Session, source: str) -> None:
    with pytest.raises(Invalid):
        installation.change(db, {source_key(RegulatoryStatus.PHASE_I): source}, {})


def test_the_published_rates_rise_from_status_to_status() -> None:
    rates = [rate.percent for rate in DEFAULTS.values()]
    assert rates == sorted(rates)
    assert list(DEFAULTS) == STATUSES[:5]
