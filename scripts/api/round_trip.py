"""A client that a generator made from the served document enters, lists, amends, withdraws and puts back a record,
reads its history, and compares what it is given with what it sent. Arguments: address, token."""

import datetime
import sys

from hangji_client import AuthenticatedClient
from hangji_client.api.account import get_me
from hangji_client.api.figures import list_figures
from hangji_client.api.records import (
    add_volunteer_teams,
    amend_volunteer_teams,
    get_volunteer_teams,
    history_volunteer_teams,
    list_volunteer_teams,
    restore_volunteer_teams,
    withdraw_volunteer_teams,
)
from hangji_client.models import (
    Problem,
    RestoreVolunteerTeamsBody,
    VolunteerTeamsAmend,
    VolunteerTeamsNew,
    WithdrawVolunteerTeamsBody,
)

address, token = sys.argv[1:3]
client = AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)
CODE, NAME, DAY = "ZYD-核对", "接口核对队", datetime.date(2013, 3, 1)


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


def every(**filters):
    """Every record of the list, page by page."""
    cursor, out = None, []
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = list_volunteer_teams.sync(client=client, limit=7, **filters, **more)
        out.extend(page.records)
        cursor = page.next_
        if cursor is None:
            return out


me = get_me.sync(client=client)
teams = next(ledger for ledger in me.ledgers if ledger.name == "volunteer_teams")
same("the right to write", teams.writes, True)
before = len(every())
same("records by their total", list_volunteer_teams.sync(client=client, totals="1", limit=1).total, before)

new = VolunteerTeamsNew(org=me.org.code, code=CODE, name=NAME, field="care", formed_on=DAY)
added = add_volunteer_teams.sync(client=client, body=new, idempotency_key="round-trip-1")
if isinstance(added, Problem):
    sys.exit(f"nothing was entered: {added}")
same("what was entered", (added.code, added.name, added.field, added.formed_on, added.state), (CODE, NAME, "care", DAY, "in_force"))
again = add_volunteer_teams.sync_detailed(client=client, body=new, idempotency_key="round-trip-1")
same("the answer of a second sending", again.parsed, added)
same("the mark of a second sending", again.headers["idempotency-replayed"], "true")
same("the number of records", len(every()), before + 1)
same("the record by itself", get_volunteer_teams.sync(added.id, client=client), added)
same("the record by its code", [r.id for r in every(code_is=CODE)], [added.id])

change = VolunteerTeamsAmend(reason="核对", name=NAME + "二")
amended = amend_volunteer_teams.sync(added.id, client=client, body=change, if_match=f'"{added.entry}"')
same("the new name", amended.name, NAME + "二")
late = amend_volunteer_teams.sync_detailed(added.id, client=client, body=change, if_match=f'"{added.entry}"')
same("a change of a state that is gone", (late.status_code.value, type(late.parsed)), (412, Problem))

gone = withdraw_volunteer_teams.sync(added.id, client=client, body=WithdrawVolunteerTeamsBody(reason="核对", seen=amended.entry))
same("the state of a withdrawn record", gone.state, "withdrawn")
same("the number of records", len(every()), before)
back = restore_volunteer_teams.sync(added.id, client=client, body=RestoreVolunteerTeamsBody(reason="核对", seen=gone.entry))
same("the state of a record put back", (back.state, back.name), ("in_force", amended.name))
acts = [passage.act for passage in history_volunteer_teams.sync(added.id, client=client)]
same("the history", acts, ["restore", "withdraw", "amend", "add"])
last = withdraw_volunteer_teams.sync(added.id, client=client, body=WithdrawVolunteerTeamsBody(reason="核对完毕", seen=back.entry))
same("the state of a withdrawn record", last.state, "withdrawn")

readings = list_figures.sync(client=client, period="2013")
same("a figure that counts teams", [r.unit for r in readings if r.id == "volunteers.teams"], ["team"])
print("round trip: everything came back as it was sent")
