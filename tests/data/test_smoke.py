import datetime as dt
import sqlalchemy as sa
from tests import factories as make
from data.models import *  # noqa
from data import rollups


def test_everything_moves(db):
    c = make.customer(db, contract_start_date=dt.date(2026,1,1), contract_end_date=dt.date(2026,12,31))
    s = make.service(db, customer_id=c.id)
    p = make.process(db, customer_id=c.id, start_date=dt.date(2026,11,2), due_date=dt.date(2026,11,30), estimate=10)
    t = make.task(db, process_id=p.id)
    t2 = make.task(db, process_id=p.id, parent_task_id=t.id)
    make.hours(db, service_id=s.id, process_id=p.id)
    make.product(db, team_id=make.team(db, customer_id=c.id).id)
    t2.status = "Completed"
    db.flush(); db.refresh(p); db.refresh(t2)
    print(p.progress, p.version, p.leaf_tasks, p.completed_leaf_tasks, t2.completed_date, t2.depth, p.at_risk_from, p.off_track_from)
    for r in db.execute(sa.text("select measure, customer_id<>'*', day, key1,key2,amount from current_rollups where customer_id='*' order by 1,2,3")): print(r)
    print(rollups.fold(db))
    for r in db.execute(sa.text("select action, resource_type, old_values from audit_logs")): print(r)
    for r in db.execute(sa.text("select resource_type, field, old_value,new_value from status_changes")): print(r)
    assert p.progress == 100
