"""Every route at once: who is let in, what is described, and what comes out."""

from typing import Any

import jsonschema
import pytest

from server.api import every_route
from server.routing import Nothing, Route
from server.scopes import SCOPES, granting
from tests.server.rig import Rig

ROUTES = every_route()
CLOSED = [route for route in ROUTES if not route.is_public]
SCOPED = [route for route in ROUTES if route.scopes]
FOR_MEMBERS = [route for route in CLOSED if route.needs == "member"]


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def address(route: Route, number: str = "1") -> str:
    return (
        route.path.replace("{id}", number)
        .replace("{group_key}", f"ungrouped-{number}")
        .replace("{tag}", "sea")
    )


def outside(route: Route) -> str:
    """Return a scope that does not open the route."""
    enough = frozenset().union(*(granting(each) for each in route.scopes))
    return next(scope for scope in SCOPES if scope not in enough)


async def test_every_closed_route_refuses_anybody(rig: Rig) -> None:
    anybody = rig.anybody()
    for route in CLOSED:
        answer = await anybody.ask(route.method, address(route))
        assert answer.status == 401, named(route)
        assert answer.json["error"] == "The access token is invalid"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_every_scoped_route_refuses_a_token_of_another_scope(rig: Rig) -> None:
    member = await rig.member("anna")
    assert member.account is not None
    holders = {}
    for route in SCOPED:
        scope = outside(route)
        if scope not in holders:
            holders[scope] = await rig.holder(member.account, scope)
        answer = await holders[scope].ask(route.method, address(route))
        assert answer.status == 403, named(route)
        assert answer.json["error"] == "This action is outside the authorized scopes"


async def test_every_member_route_refuses_the_token_of_an_app(rig: Rig) -> None:
    app = await rig.app_caller()
    for route in FOR_MEMBERS:
        answer = await app.ask(route.method, address(route))
        assert answer.status == 422, named(route)
        assert answer.json["error"] == "This method requires an authenticated user"


async def test_a_forged_token_is_refused_even_where_none_is_needed(rig: Rig) -> None:
    forger = rig.anybody()
    forger.token = "not-a-token"
    for route in ROUTES:
        answer = await forger.ask(route.method, address(route))
        assert answer.status == 401, named(route)


async def test_no_route_answers_odd_input_with_a_fault_of_its_own(rig: Rig) -> None:
    member = await rig.member("anna")
    odd: tuple[dict[str, Any], ...] = (
        {"data": b"\xff\xfe\x00", "headers": {"Content-Type": "text/odd"}},
        {"json": {"id": {"a": [1]}, "status": ["x"], "choices": "x", "poll": 3, "file": "x"}},
        {"params": {"max_id": "1 OR 1=1", "limit": "-5", "id[]": "x"}},
        {"params": {"max_id": "9" * 60, "min_id": "-1", "limit": "0", "q": "%"}},
        {"data": b"[1]", "headers": {"Content-Type": "application/json"}},
        {"params": {"q": "a\x00b", "acct": "\x00", "status": "\x00"}},
    )
    for route in ROUTES:
        for number in ("0", "99999999999999999999999", "1;--"):
            for options in odd:
                answer = await member.ask(route.method, address(route, number), **options)
                assert answer.status < 500, f"{named(route)} {number} {options} {answer.text}"
                assert answer.headers["Content-Type"].startswith("application/json")


async def test_every_route_answers_with_and_without_a_slash_at_the_end(rig: Rig) -> None:
    anybody = rig.anybody()
    for route in ROUTES:
        plain = await anybody.ask(route.method, address(route))
        slashed = await anybody.ask(route.method, f"{address(route)}/")
        assert plain.status == slashed.status, named(route)


async def test_every_route_is_described_with_its_scope_and_purpose(rig: Rig) -> None:
    described = await rig.anybody().get("/api/openapi.json")
    for route in ROUTES:
        operation = described["paths"][route.path][route.method.lower()]
        assert operation["summary"].endswith("."), named(route)
        needs = operation["security"]
        assert ({} in needs) == route.is_public
        assert [each["oauth"][0] for each in needs if each.get("oauth")] == list(route.scopes)
        if route.form is not Nothing:
            assert operation["parameters"] or "requestBody" in operation, named(route)


async def test_every_reference_of_the_description_leads_somewhere(rig: Rig) -> None:
    described = await rig.anybody().get("/api/openapi.json")
    known = described["components"]["schemas"].keys()

    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [each for inner in value.values() for each in references(inner)]
        if isinstance(value, list):
            return [each for inner in value for each in references(inner)]
        return []

    wanted = {each.rpartition("/")[2] for each in references(described)}
    assert wanted <= known
    assert len(wanted) > 40


@pytest.fixture
async def lively(rig: Rig) -> tuple[Rig, Any, dict[str, str]]:
    """An instance where something of every kind happened."""
    anna, bela = await rig.member("anna", role="admin"), await rig.member("bela")
    await bela.post(f"/api/v1/accounts/{anna.id}/follow")
    post = await anna.write("Hello #sea @bela", spoiler_text="Waves", language="en")
    await bela.write("Hello back", in_reply_to_id=post["id"])
    poll = await anna.write("Which?", poll={"options": ["a", "b"], "expires_in": 3600})
    await bela.post(f"/api/v1/polls/{poll['id']}/votes", json={"choices": [1]})
    await bela.post(f"/api/v1/statuses/{post['id']}/favourite")
    await bela.post(f"/api/v1/statuses/{post['id']}/reblog")
    await anna.post(f"/api/v1/statuses/{post['id']}/bookmark")
    await anna.post(f"/api/v1/statuses/{post['id']}/favourite")
    carl = await rig.member("carl")
    await anna.post(f"/api/v1/accounts/{carl.id}/block")
    await anna.post(f"/api/v1/accounts/{bela.id}/mute", json={"notifications": False})
    return rig, anna, {"account": bela.id, "status": post["id"], "poll": poll["id"]}


async def test_every_answer_is_what_its_schema_says(lively: Any) -> None:
    rig, anna, known = lively
    described = await rig.anybody().get("/api/openapi.json")
    notification = (await anna.get("/api/v1/notifications"))[0]["id"]
    numbers = {
        "/api/v1/accounts": known["account"],
        "/api/v1/statuses": known["status"],
        "/api/v1/polls": known["poll"],
        "/api/v1/notifications": notification,
        "/api/v2/notifications": notification,
    }
    words = {"q": "hello", "acct": "bela", "id[]": known["account"], "timeline[]": "home"}
    filled = 0
    for route in ROUTES:
        if route.method != "GET":
            continue
        number = next((n for p, n in numbers.items() if route.path.startswith(p)), "1")
        asker = await rig.app_caller() if route.needs == "app" else anna
        answer = await asker.ask("GET", address(route, number), params=words)
        if answer.status == 404:
            assert route.path.startswith(("/api/v1/lists", "/api/v1/media", "/api/v1/timelines"))
            continue
        assert answer.status == 200, f"{named(route)}: {answer.text}"
        schema = described["paths"][route.path]["get"]["responses"]["200"]["content"]
        whole = {**schema["application/json"]["schema"], "components": described["components"]}
        jsonschema.validate(answer.json, whole)
        filled += bool(answer.json)
    assert filled > 35
