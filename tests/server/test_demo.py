"""A demo runs: what its ready file promises, works; what one partner shows, all show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.demo.ready import Ready
from tests.server.demos import (
    Demo,
    call,
    content,
    conversation,
    eventually,
    eventually_alike,
    free_ports,
    is_alive,
    running_demo,
)

pytestmark = pytest.mark.timeout(240)

PARTNERS, MEMBERS, POSTS = 2, 2, 18


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo") / "kept"
    options = ("--partners", str(PARTNERS), "--members", str(MEMBERS), "--posts", str(POSTS))
    with running_demo(folder, free_ports(PARTNERS + 1), *options) as started:
        yield started


def logins(demo: Demo) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for partner in demo.ready["partners"]:
        for login in (partner["admin"], *partner["members"]):
            yield partner, login


def test_the_ready_file_has_the_promised_shape(demo: Demo) -> None:
    ready = msgspec.convert(demo.ready, Ready)
    port = demo.port
    assert ready.version == 1
    assert [partner.name for partner in ready.partners] == ["alpha", "beta"]
    assert [partner.domain for partner in ready.partners] == [
        f"alpha.localhost:{port}",
        f"beta.localhost:{port}",
    ]
    assert [partner.url for partner in ready.partners] == [
        f"http://127.0.0.1:{port + 1}",
        f"http://127.0.0.1:{port + 2}",
    ]
    assert all(len(partner.members) == MEMBERS for partner in ready.partners)
    community = ready.communities[0]
    assert community.handle == f"@commons@commons.localhost:{port}"
    assert community.uri.startswith(f"http://commons.localhost:{port}/")
    assert community.host == "alpha"


def test_every_named_file_and_process_exists(demo: Demo) -> None:
    for partner in demo.ready["partners"]:
        assert Path(partner["config"]).is_file()
        assert Path(partner["data_dir"]).is_dir()
        assert is_alive(partner["pid"])


def test_nobody_else_can_read_passwords_and_tokens(demo: Demo) -> None:
    for file in (demo.folder / "demo.json", demo.folder.parent / "kept.ready.json"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_every_token_is_its_owners_at_the_instances_own_address(demo: Demo) -> None:
    for partner, login in logins(demo):
        me = call(f"{partner['url']}/api/v1/accounts/verify_credentials", login["token"])
        assert me["username"] == login["username"]


def test_the_admins_token_carries_the_admins_scopes(demo: Demo) -> None:
    for partner in demo.ready["partners"]:
        app = call(f"{partner['url']}/api/v1/apps/verify_credentials", partner["admin"]["token"])
        assert {"read", "write", "follow", "push", "admin:read", "admin:write"} <= set(
            app["scopes"]
        )


def test_all_partners_come_to_show_the_same_threads_in_the_same_order(demo: Demo) -> None:
    eventually_alike(demo.ready)
    assert len(content(demo.ready["partners"][0])) == POSTS


def test_the_conversation_shows_what_a_community_can_do(demo: Demo) -> None:
    beta = demo.ready["partners"][1]
    posts = conversation(beta)
    assert {post["language"] for post in posts} == {"de", "en"}
    assert any(post["edited_at"] for post in posts)
    assert any(post["spoiler_text"] for post in posts)
    assert sum(post["favourites_count"] for post in posts) > 5
    assert sum(post["reblogs_count"] for post in posts) > 0
    pictures = [media for post in posts for media in post["media_attachments"]]
    assert pictures
    assert all("crane" in media["description"] for media in pictures)
    authors = {post["account"]["acct"].partition("@")[2] or beta["domain"] for post in posts}
    assert len(authors) == PARTNERS


def test_the_votes_of_all_partners_are_counted_at_all_partners(demo: Demo) -> None:
    def votes(partner: dict[str, Any]) -> int:
        return sum(
            option["votes_count"]
            for post in conversation(partner)
            if post["poll"]
            for option in post["poll"]["options"]
        )

    alpha, beta = demo.ready["partners"]
    eventually(lambda: votes(alpha) == votes(beta) >= 2, 90.0)


def test_the_front_door_leads_each_name_to_its_instance(demo: Demo) -> None:
    door = f"http://127.0.0.1:{demo.port}"
    for partner in demo.ready["partners"]:
        shown = call(f"{door}/api/v2/instance", host=partner["domain"])
        assert shown["domain"] == partner["domain"]
    community = demo.ready["communities"][0]
    path = community["uri"].partition(f":{demo.port}")[2]
    host = f"commons.localhost:{demo.port}"
    group = call(door + path, host=host, accept="application/activity+json")
    assert (group["type"], group["id"]) == ("Group", community["uri"])
    assert "Repair Commons" in call(f"{door}/", host=host, accept="text/html")


def test_logins_are_told_at_the_terminal(demo: Demo) -> None:
    said = demo.said()
    for partner, login in logins(demo):
        assert f"@{login['username']}@{partner['domain']}" in said
        assert login["password"] in said
