"""What a process owner sees and does: look, check, deploy; and what is refused."""

from __future__ import annotations

import io

import pytest

from engine.library.live import live_version, package_of, versions

KEY = "parking"
FILE = "processes/parking/parking.bpmn"


@pytest.fixture
def owner(signed_in):
    return signed_in("olga", roles=["staff", "process_owner"])


def changed(package, old="Permit asked for", new="Permit wanted"):
    return package.files[FILE].decode().replace(old, new)


def broken(package):
    return changed(
        package, '<zeebe:formDefinition formId="decide" />', '<zeebe:formDefinition formId="gone" />'
    )


def live(database):
    with database.read() as session:
        return live_version(session, KEY)


def test_the_studio_lists_what_is_live(owner, deployed):
    page = owner.get("/studio").text

    assert "Parking permits" in page
    assert "Version 1 live" in page


def test_a_process_shows_its_drawing_in_words_too(owner, deployed):
    page = owner.get(f"/studio/{KEY}").text

    assert f"/drawings/{deployed.version}/parking.bpmn" in page
    assert "Permit asked for" in page
    assert "task for people" in page


def test_the_drawing_is_given_byte_for_byte(owner, deployed):
    answer = owner.get(f"/drawings/{deployed.version}/parking.bpmn")

    assert answer.data == deployed.files[FILE]
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_editor_loosens_the_policy_for_styles_only(owner, deployed):
    answer = owner.get(f"/studio/{KEY}/edit")

    policy = answer.headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    assert f'data-base="{deployed.version}"' in answer.text


def test_a_sound_change_has_no_error(owner, deployed):
    answer = owner.post(
        f"/studio/{KEY}/check", {"file": FILE, "base": deployed.version, "xml": changed(deployed)}
    )

    assert [one for one in answer.json["findings"] if one["level"] == "error"] == []


def test_a_finding_names_the_element(owner, deployed):
    answer = owner.post(
        f"/studio/{KEY}/check", {"file": FILE, "base": deployed.version, "xml": broken(deployed)}
    )

    errors = [one for one in answer.json["findings"] if one["level"] == "error"]
    assert ("decide", FILE) in [(one["element"], one["file"]) for one in errors]


@pytest.mark.parametrize("xml", ["", "<no", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_what_is_no_diagram_is_a_finding(owner, deployed, xml):
    answer = owner.post(f"/studio/{KEY}/check", {"file": FILE, "base": deployed.version, "xml": xml})

    assert answer.status_code == 200
    assert answer.json["findings"][0]["level"] == "error"


def test_checking_stores_nothing(owner, deployed, database):
    owner.post(f"/studio/{KEY}/check", {"file": FILE, "base": deployed.version, "xml": changed(deployed)})

    assert live(database) == deployed.version


def test_deploying_makes_a_version_of_the_owner_live(owner, deployed, database):
    answer = owner.post(
        f"/studio/{KEY}/deploy", {"file": FILE, "base": deployed.version, "xml": changed(deployed)}
    )

    assert answer.status_code == 201
    assert answer.json == {"number": 2, "location": f"/studio/{KEY}"}
    with database.read() as session:
        newest = versions(session, KEY)[0]
        assert newest.files_origin == "owner"
        assert live_version(session, KEY) == newest.hash
        assert b"Permit wanted" in package_of(session, newest.hash).files[FILE]
    assert "Version 2 is live" in owner.get(f"/studio/{KEY}").text


def test_findings_refuse_a_deployment(owner, deployed, database):
    answer = owner.post(
        f"/studio/{KEY}/deploy", {"file": FILE, "base": deployed.version, "xml": broken(deployed)}
    )

    assert answer.status_code == 422
    assert answer.json["findings"]
    assert "still here" in answer.json["detail"]
    assert live(database) == deployed.version


def test_two_owners_do_not_overwrite_each_other(owner, signed_in, deployed, database):
    other = signed_in("otto", roles=["process_owner"])
    other.post(f"/studio/{KEY}/deploy", {"file": FILE, "base": deployed.version, "xml": changed(deployed)})
    second = changed(deployed, new="Permit begged for")

    answer = owner.post(f"/studio/{KEY}/deploy", {"file": FILE, "base": deployed.version, "xml": second})

    assert answer.status_code == 409
    assert "meanwhile" in answer.json["detail"]
    with database.read() as session:
        assert len(versions(session, KEY)) == 2


def test_the_same_drawing_again_is_no_version(owner, deployed):
    answer = owner.post(
        f"/studio/{KEY}/deploy",
        {"file": FILE, "base": deployed.version, "xml": changed(deployed, new="Permit asked for")},
    )

    assert answer.status_code == 409
    assert "exactly the version" in answer.json["detail"]


@pytest.mark.parametrize(
    "file", ["", "processes/parking/process.yaml", "processes/other/other.bpmn", "../x.bpmn"]
)
def test_only_diagrams_of_the_process_can_be_replaced(owner, deployed, database, file):
    answer = owner.post(
        f"/studio/{KEY}/deploy", {"file": file, "base": deployed.version, "xml": changed(deployed)}
    )

    assert answer.status_code == 404
    assert live(database) == deployed.version


def test_a_file_drawn_elsewhere_is_deployed(owner, deployed, database):
    diagram = (io.BytesIO(changed(deployed).encode()), "parking.bpmn")

    answer = owner.post(f"/studio/{KEY}/replace", {"file": FILE, "diagram": diagram})

    assert answer.status_code == 303
    assert live(database) != deployed.version


def test_a_file_with_findings_shows_them(owner, deployed, database):
    diagram = (io.BytesIO(broken(deployed).encode()), "parking.bpmn")

    answer = owner.post(f"/studio/{KEY}/replace", {"file": FILE, "diagram": diagram})

    assert answer.status_code == 422
    assert "Not deployed" in answer.text
    assert "gone" in answer.text
    assert live(database) == deployed.version


def test_no_file_is_said(owner, deployed):
    answer = owner.post(f"/studio/{KEY}/replace", {"file": FILE})

    assert answer.status_code == 422
    assert "Choose a .bpmn file" in answer.text


@pytest.mark.parametrize("path", ["/studio", f"/studio/{KEY}", f"/studio/{KEY}/edit"])
def test_staff_without_the_role_stay_outside(signed_in, deployed, path):
    assert signed_in("ana").get(path).status_code == 403


@pytest.mark.parametrize("verb", ["check", "deploy", "replace"])
def test_staff_without_the_role_change_nothing(signed_in, deployed, database, verb):
    answer = signed_in("ana").post(
        f"/studio/{KEY}/{verb}", {"file": FILE, "base": deployed.version, "xml": changed(deployed)}
    )

    assert answer.status_code == 403
    assert live(database) == deployed.version


def test_visitors_are_asked_to_sign_in(visitor, deployed):
    assert visitor.get("/studio").status_code == 303
    assert visitor.get(f"/drawings/{deployed.version}/parking.bpmn").status_code == 303


@pytest.mark.parametrize(
    "path",
    ["/studio/nothing", "/studio/nothing/edit", f"/studio/{KEY}/edit?file=x.bpmn", "/drawings/none/x.bpmn"],
)
def test_what_there_is_not_is_not_found(owner, deployed, path):
    assert owner.get(path).status_code == 404
