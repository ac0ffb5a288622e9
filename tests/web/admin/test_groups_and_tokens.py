"""Groups and their people; tokens of programs."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from engine.people.groups import groups_of
from engine.people.models import ApiToken
from tests.web.furnished import Office

SHOWN = re.compile(r'id="token">([^<]+)<')


def test_a_group_is_made_filled_and_emptied(office: Office, admin, account):
    ana = account("ana").id
    with office.database.read() as session:
        before = groups_of(session, ana)

    admin.post("/admin/groups", {"key": "legal", "title": "Legal"})
    admin.post("/admin/groups/legal/join", {"person": ana})
    joined = admin.get("/admin/groups/legal").text
    admin.post("/admin/groups/legal/leave", {"person": ana})

    assert "Ana Ferreira" in joined.split('id="members"')[1].split('id="join"')[0]
    with office.database.read() as session:
        assert groups_of(session, ana) == before


def test_a_group_is_renamed_and_keeps_its_key(admin):
    admin.post("/admin/groups/finance", {"title": "Treasury"})

    page = admin.get("/admin/groups").text
    assert "Treasury" in page
    assert "<code>finance</code>" in page


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("", {"key": "Two words", "title": "X"}, "key"),
        ("", {"key": "finance", "title": "X"}, "key"),
        ("", {"key": "legal", "title": " "}, "title"),
        ("/finance", {"title": ""}, "title"),
        ("/finance/join", {"person": "nobody"}, "person"),
    ],
)
def test_what_cannot_be_a_group_is_said_at_its_field(admin, path, sent, field):
    answer = admin.post(f"/admin/groups{path}", sent)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text


@pytest.mark.parametrize("act", ["", "/join", "/leave"])
def test_an_unknown_group_is_not_found(admin, account, act):
    sent = {"person": account("ana").id, "title": "X"}

    assert admin.post(f"/admin/groups/nobodies{act}", sent).status_code == 404


def make(admin, account, **more: str):
    return admin.post("/admin/tokens", {"person": account("ana").id, "name": "import", "days": "30", **more})


def test_a_token_is_shown_once_and_opens_the_api(office: Office, admin, account):
    shown = SHOWN.search(make(admin, account).text)

    assert shown is not None
    headers = {"Authorization": f"Bearer {shown.group(1)}"}
    assert office.app.test_client().get("/api/v1/tasks", headers=headers).status_code == 200
    listed = admin.get("/admin/tokens").text
    assert "import" in listed
    assert shown.group(1) not in listed


def test_a_revoked_token_opens_nothing(office: Office, admin, account):
    shown = SHOWN.search(make(admin, account).text)
    assert shown is not None
    with office.database.read() as session:
        token_id = session.scalars(select(ApiToken.id)).one()

    admin.post(f"/admin/tokens/{token_id}/revoke")

    headers = {"Authorization": f"Bearer {shown.group(1)}"}
    assert office.app.test_client().get("/api/v1/tasks", headers=headers).status_code == 401
    assert "Revoked" in admin.get("/admin/tokens").text


def test_a_token_sent_for_twice_is_made_once(office: Office, admin, account):
    key = uuid4().hex

    answers = [make(admin, account, _key=key).status_code for _ in range(2)]

    assert answers == [200, 409]
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ApiToken)) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"days": "soon"}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "99999"}, "days"),
        ({"person": "nobody"}, "person"),
    ],
)
def test_what_cannot_be_a_token_is_said_at_its_field(admin, account, wrong, field):
    answer = make(admin, account, **wrong)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text


def test_without_days_a_token_has_no_end(office: Office, admin, account):
    make(admin, account, days="")

    with office.database.read() as session:
        assert session.scalars(select(ApiToken)).one().expires_at is None


def test_an_unknown_token_is_not_found(admin):
    assert admin.post("/admin/tokens/none/revoke").status_code == 404


def test_a_process_owner_makes_no_token(office: Office, account):
    assert make(office.staff("owner"), account).status_code == 403
