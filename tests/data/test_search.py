"""Records are found by what they are called, by whoever may read and see them."""

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db, search
from data.access import SYSTEM, Actor
from data.models import Contact, ContactCustomerAssignment, Process
from data.roles import PERMISSIONS
from tests import factories as make
from tests.security.world import customer

KEPT = """
SELECT kind, record_id, label, customer_id, is_further FROM search_documents
ORDER BY kind, record_id, customer_id, is_further
"""
FROM_SCRATCH = """
SELECT * FROM (
  SELECT 'customers' AS kind, id AS record_id, name AS label, id AS customer_id, false AS is_further FROM customers
  UNION ALL SELECT 'contacts', id, concat_ws(' · ', name, email), customer_id, false FROM contacts
  UNION ALL SELECT 'contacts', c.id, concat_ws(' · ', name, email), a.customer_id, true
    FROM contact_customer_assignments a JOIN contacts c ON c.id = a.contact_id
  UNION ALL SELECT 'processes', id, name, customer_id, false FROM processes
  UNION ALL SELECT 'tasks', id::text, title, customer_id, false FROM process_tasks
  UNION ALL SELECT 'products', id::text, product_name, customer_id, false FROM pharmaceutical_products
  UNION ALL SELECT 'documents', id, name, customer_id, false FROM documents
) AS now ORDER BY kind, record_id, customer_id, is_further
"""


@pytest.fixture
def company(connection: sa.Connection) -> None:
    """Acme and Bolt, with a process each; Ana is Acme's, Cleo a colleague of ours."""
    with db.session(SYSTEM) as session:
        for name in ("Acme", "Bolt"):
            customer = make.customer(session, id=name.lower(), name=f"{name} Pharma")
            process = make.process(session, customer_id=customer.id, name=f"Weekly adverse event extract for {name}")
            make.task(session, process_id=process.id, title=f"Map the columns of {name}")
        make.product(session, team_id=make.team(session, customer_id="acme").id, product_name="Examplimab")
        make.contact(session, id="ana", name="Ana Silva", email="ana@acme.test", type="Client", customer_id="acme")
        make.contact(session, id="cleo", name="Cleo Kaya", type="Internal")


def found(words: str, actor: Actor = SYSTEM) -> list[tuple[str, str]]:
    with db.session(actor) as session:
        return [(one.kind, one.label) for one in search.find(session, words)]


def scoped(*customers: str) -> Actor:
    return Actor(None, PERMISSIONS, frozenset(customers))


@pytest.mark.usefixtures("company")
class TestFinding:
    @pytest.mark.parametrize(
        ("words", "label"),
        [
            ("acme pharma", "Acme Pharma"),
            ("ADVERSE acme", "Weekly adverse event extract for Acme"),
            ("ac", "Acme Pharma"),
            ("a", "Acme Pharma"),
            ("examplimab", "Examplimab"),
            ("ana@acme", "Ana Silva · ana@acme.test"),
            ("silva ana", "Ana Silva · ana@acme.test"),
            ("  columns   bolt ", "Map the columns of Bolt"),
        ],
    )
    def test_part_of_each_word_is_enough(self, words: str, label: str) -> None:
        assert found(words)[0][1] == label

    @pytest.mark.parametrize(
        ("words", "label"),
        [
            ("exmaplimab", "Examplimab"),
            ("examplinab", "Examplimab"),
            ("advers evnet extract acme", "Weekly adverse event extract for Acme"),
            ("pharna acme", "Acme Pharma"),
            ("sliva", "Ana Silva · ana@acme.test"),
            ("amce", "Acme Pharma"),
            ("acne pharna", "Acme Pharma"),
            ("exmapli", "Examplimab"),
            ("weeekly bolt", "Weekly adverse event extract for Bolt"),
        ],
    )
    def test_a_slip_still_finds(self, words: str, label: str) -> None:
        assert label in [found_label for _, found_label in found(words)]

    @pytest.mark.parametrize(
        "words", ["", "   ", "%", "_", "%%", "\\", "\x00", "zzzzzz", "a%e", "' OR 1=1 --", "x" * 5000]
    )
    def test_nothing_is_found_by_what_is_nowhere(self, words: str) -> None:
        assert found(words) == []

    def test_the_customer_of_that_name_comes_first(self) -> None:
        assert found("acme")[0] == ("customers", "Acme Pharma")

    def test_a_common_word_in_many_tasks_does_not_hide_the_customer(self) -> None:
        with db.session(SYSTEM) as session:
            process = session.scalars(sa.select(Process.id).limit(1)).one()
            session.execute(
                sa.text(
                    "INSERT INTO process_tasks (process_id, title)"
                    " SELECT :process, 'Pharma check ' || n FROM generate_series(1, 500) n"
                ),
                {"process": process},
            )
        kinds = [kind for kind, _ in found("pharma")]
        assert kinds.count("customers") == 2
        assert kinds.count("tasks") == search.SHOWN_OF_A_KIND

    def test_who_may_not_read_a_kind_does_not_find_it(self) -> None:
        reader = Actor(None, frozenset({"customers:read"}))
        assert {kind for kind, _ in found("acme", reader)} == {"customers"}
        assert found("acme", Actor(None, frozenset({"dashboards:read"}))) == []

    def test_another_customers_records_are_not_found(self) -> None:
        assert {label for _, label in found("weekly", scoped("bolt"))} == {"Weekly adverse event extract for Bolt"}
        assert found("acme", scoped("bolt")) == []
        assert found("acme pharna", scoped("bolt")) == []  # nor by a slip

    def test_colleagues_are_found_by_everybody(self) -> None:
        assert found("cleo", scoped("bolt")) == [("contacts", "Cleo Kaya")]

    def test_somebody_assigned_to_ones_customer_is_found_once(self) -> None:
        with db.session(SYSTEM) as session:
            session.add(ContactCustomerAssignment(contact_id="ana", customer_id="bolt"))
        assert found("ana silva", scoped("bolt")) == [("contacts", "Ana Silva · ana@acme.test")]
        assert found("ana silva", scoped("acme", "bolt")) == [("contacts", "Ana Silva · ana@acme.test")]
        assert found("ana silva") == [("contacts", "Ana Silva · ana@acme.test")]

    def test_whose_it_is_stands_beside_it(self) -> None:
        with db.session(SYSTEM) as session:
            hints = {one.label: one.whose for one in search.find(session, "acme")}
        assert hints["Weekly adverse event extract for Acme"] == "Acme Pharma"
        assert hints["Map the columns of Acme"] == "Weekly adverse event extract for Acme"
        assert hints["Acme Pharma"] == ""

    def test_a_word_that_was_renamed_to_is_known(self) -> None:
        with db.session(SYSTEM) as session:
            session.execute(sa.text("UPDATE customers SET name = 'Zephyr ' || name WHERE id = 'bolt'"))
        assert found("zehpyr") == [("customers", "Zephyr Bolt Pharma")]

    def test_what_is_common_elsewhere_and_rare_among_ones_own_is_found(self) -> None:
        """Past the first look at either, where the index would meet every other customer's first."""
        with db.session(SYSTEM) as session:
            process = "(SELECT id FROM processes WHERE customer_id = '{}')"
            tasks = "INSERT INTO process_tasks (process_id, title) SELECT {}, {} || n FROM generate_series(1, 1500) n"
            session.execute(sa.text(tasks.format(process.format("acme"), "'Check roster '")))
            session.execute(sa.text(tasks.format(process.format("bolt"), "'Other '")))
            session.execute(
                sa.text(
                    f"INSERT INTO process_tasks (process_id, title) VALUES ({process.format('bolt')}, 'Our roster')"
                )
            )
        assert found("roster", scoped("bolt")) == [("tasks", "Our roster")]
        assert found("rotser", scoped("bolt")) == [("tasks", "Our roster")]

    def test_what_is_kept_follows_every_change(self, connection: sa.Connection) -> None:
        with db.session(SYSTEM) as session:
            session.add(ContactCustomerAssignment(contact_id="ana", customer_id="bolt"))
            session.flush()
            session.get_one(Contact, "ana").name = "Ana Sousa"
            session.get_one(Contact, "cleo").email = "cleo@ours.test"
            session.execute(sa.text("UPDATE customers SET name = upper(name)"))
            session.execute(sa.text("UPDATE process_tasks SET title = 'Review', status = 'In Progress'"))
            session.execute(sa.text("DELETE FROM processes WHERE customer_id = 'bolt'"))
            session.execute(sa.text("DELETE FROM contact_customer_assignments"))
            session.add(ContactCustomerAssignment(contact_id="cleo", customer_id="bolt"))
        connection.exec_driver_sql("SELECT set_config('app.scope', '*', true)")
        kept = connection.exec_driver_sql(KEPT).all()
        assert kept == connection.exec_driver_sql(FROM_SCRATCH).all()
        assert ("contacts", "cleo", "Cleo Kaya · cleo@ours.test", "bolt", True) in [tuple(row) for row in kept]


def test_what_is_searched_is_rebuilt_as_it_was(own_database: Urls) -> None:
    owner = sa.create_engine(own_database.owner, poolclass=sa.NullPool)
    with owner.begin() as connection:
        connection.exec_driver_sql(customer("acme", "CANARY") + customer("bolt", "plain"))
        before = connection.exec_driver_sql(KEPT).all()
        connection.exec_driver_sql("UPDATE search_documents SET label = 'lost'")
        connection.exec_driver_sql("INSERT INTO search_words (word) VALUES ('gone')")
    search.rebuild(owner)
    with owner.begin() as connection:
        assert connection.exec_driver_sql(KEPT).all() == before
        words = connection.exec_driver_sql("SELECT word FROM search_words ORDER BY word").scalars().all()
        assert "canary" in words
        assert "gone" not in words
        assert len(set(words)) == len(words)
    assert len(before) > 10
