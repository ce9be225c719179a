"""Relations, notifications, markers, searching, lists and sign-up through the API."""

from tests.factories import make_account
from tests.server.rig import PASSWORD, Rig


async def test_following_shows_in_both_directions_until_it_ends(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    path = f"/api/v1/accounts/{bela.id}"
    followed = await anna.post(f"{path}/follow", json={"reblogs": False})
    assert (followed["following"], followed["showing_reblogs"]) == (True, False)
    again = await anna.post(f"{path}/follow", json={"notify": True})
    assert (again["showing_reblogs"], again["notifying"]) == (False, True)
    other = await bela.get(f"/api/v1/accounts/relationships?id[]={anna.id}")
    assert other[0]["followed_by"] is True
    post = await bela.write("hello")
    assert [each["id"] for each in await anna.get("/api/v1/timelines/home")] == [post["id"]]
    assert (await anna.post(f"{path}/unfollow"))["following"] is False
    assert await anna.get("/api/v1/timelines/home") == []


async def test_a_locked_member_decides_who_follows(rig: Rig) -> None:
    anna, bela, carl = [await rig.member(name) for name in ("anna", "bela", "carl")]
    await anna.ask("PATCH", "/api/v1/accounts/update_credentials", json={"locked": "1"})
    for person in (bela, carl):
        asked = await person.post(f"/api/v1/accounts/{anna.id}/follow")
        assert (asked["following"], asked["requested"]) == (False, True)
    waiting = await anna.get("/api/v1/follow_requests")
    assert {each["acct"] for each in waiting} == {"bela", "carl"}
    mine = await anna.get("/api/v1/accounts/verify_credentials")
    assert mine["source"]["follow_requests_count"] == 2
    let_in = await anna.post(f"/api/v1/follow_requests/{bela.id}/authorize")
    assert let_in["followed_by"] is True
    await anna.post(f"/api/v1/follow_requests/{carl.id}/reject")
    assert await anna.get("/api/v1/follow_requests") == []
    followers = await anna.get(f"/api/v1/accounts/{anna.id}/followers")
    assert [each["acct"] for each in followers] == ["bela"]


async def test_blocks_and_mutes_are_listed_and_undone(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    for verb, listing, mark in (("block", "blocks", "blocking"), ("mute", "mutes", "muting")):
        done = await anna.post(f"/api/v1/accounts/{bela.id}/{verb}")
        assert done[mark] is True
        assert [each["acct"] for each in await anna.get(f"/api/v1/{listing}")] == ["bela"]
        undone = await anna.post(f"/api/v1/accounts/{bela.id}/un{verb}")
        assert undone[mark] is False
        assert await anna.get(f"/api/v1/{listing}") == []


async def test_a_mute_for_a_while_says_until_when(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    await anna.post(f"/api/v1/accounts/{bela.id}/mute", data={"duration": "3600"})
    muted = await anna.get("/api/v1/mutes")
    assert muted[0]["mute_expires_at"].endswith("Z")


async def test_likes_of_one_post_are_one_group_and_each_one_notification(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("likable")
    fans = [await rig.member(f"fan{n}") for n in range(3)]
    for fan in fans:
        await fan.post(f"/api/v1/statuses/{post['id']}/favourite")
    await fans[0].write("@anna hi")
    single = await anna.get("/api/v1/notifications")
    assert [each["type"] for each in single] == ["mention"] + ["favourite"] * 3
    grouped = await anna.get("/api/v2/notifications")
    groups = grouped["notification_groups"]
    assert [(each["type"], each["notifications_count"]) for each in groups] == [
        ("mention", 1),
        ("favourite", 3),
    ]
    likes = groups[1]
    assert likes["sample_account_ids"] == [fan.id for fan in reversed(fans)]
    assert likes["status_id"] == post["id"]
    assert likes["most_recent_notification_id"] == int(single[1]["id"])
    key = likes["group_key"]
    members = await anna.get(f"/api/v2/notifications/{key}/accounts")
    assert {each["id"] for each in members} == {fan.id for fan in fans}
    alone = await anna.get(f"/api/v2/notifications/{key}")
    assert [each["group_key"] for each in alone["notification_groups"]] == [key]
    await anna.post(f"/api/v2/notifications/{key}/dismiss")
    assert [each["type"] for each in await anna.get("/api/v1/notifications")] == ["mention"]


async def test_a_group_shows_on_one_page_only(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("likable")
    for number in range(4):
        fan = await rig.member(f"fan{number}")
        await fan.post(f"/api/v1/statuses/{post['id']}/favourite")
    first = await anna.ask("GET", "/api/v2/notifications?limit=2")
    assert first.json["notification_groups"][0]["notifications_count"] == 4
    second = await anna.ask("GET", first.links["next"])
    assert second.json["notification_groups"] == []


async def test_partial_faces_come_on_request_only(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("likable")
    for number in range(3):
        fan = await rig.member(f"fan{number}")
        await fan.post(f"/api/v1/statuses/{post['id']}/favourite")
    whole = await anna.get("/api/v2/notifications")
    assert "partial_accounts" not in whole
    partial = await anna.get("/api/v2/notifications?expand_accounts=partial_avatars")
    assert len(partial["accounts"]) == 1
    assert len(partial["partial_accounts"]) == 2


async def test_types_choose_and_clearing_clears(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    await bela.post(f"/api/v1/accounts/{anna.id}/follow")
    await bela.write("@anna hi")
    path = "/api/v1/notifications"
    assert [each["type"] for each in await anna.get(f"{path}?types[]=follow")] == ["follow"]
    assert [each["type"] for each in await anna.get(f"{path}?exclude_types[]=follow")] == [
        "mention"
    ]
    assert (await anna.get(f"{path}/unread_count"))["count"] == 2
    newest = (await anna.get(path))[0]["id"]
    marked = await anna.post("/api/v1/markers", data={"notifications[last_read_id]": newest})
    assert marked["notifications"]["last_read_id"] == newest
    assert (await anna.get(f"{path}/unread_count"))["count"] == 0
    await anna.post(f"{path}/clear")
    assert await anna.get(path) == []


async def test_a_marker_that_was_never_set_is_there_all_the_same(rig: Rig) -> None:
    anna = await rig.member("anna")
    markers = await anna.get("/api/v1/markers?timeline[]=home&timeline[]=notifications")
    assert {name: each["last_read_id"] for name, each in markers.items()} == {
        "home": "0",
        "notifications": "0",
    }


async def test_people_posts_and_tags_are_found(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    post = await bela.write("A quiet #Harbour")
    found = await anna.get("/api/v2/search?q=harb")
    assert [each["name"] for each in found["hashtags"]] == ["harbour"]
    assert [each["id"] for each in found["statuses"]] == [post["id"]]
    people = await anna.get("/api/v1/accounts/search?q=@bela&resolve=true")
    assert [each["acct"] for each in people] == ["bela"]
    for address in (post["uri"], post["url"]):
        exact = await anna.get("/api/v2/search", params={"q": address, "resolve": "true"})
        assert [each["id"] for each in exact["statuses"]] == [post["id"]]
    page = await anna.get("/api/v2/search", params={"q": "http://alpha.test/@bela"})
    assert [each["acct"] for each in page["accounts"]] == ["bela"]
    assert (await rig.anybody().ask("GET", "/api/v2/search?q=x&resolve=1")).status == 401


async def test_an_account_is_looked_up_by_handle_without_asking_anybody(rig: Rig) -> None:
    anna = await rig.member("anna")
    await make_account("Zoe", "beta.test")
    for typed, expected in (
        ("anna", "anna"),
        ("@Anna@alpha.test", "anna"),
        ("zoe@beta.test", "Zoe@beta.test"),
    ):
        found = await anna.get("/api/v1/accounts/lookup", params={"acct": typed})
        assert found["acct"] == expected
    assert (await anna.ask("GET", "/api/v1/accounts/lookup?acct=x@beta.test")).status == 404


async def test_an_unreachable_mention_does_not_hold_up_a_post(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("Hello @nobody@nowhere.test and @anna")
    assert [each["acct"] for each in post["mentions"]] == ["anna"]


async def test_signing_up_waits_for_an_admin(rig: Rig) -> None:
    admin = await rig.member("admin", role="admin")
    app = await rig.app_caller()
    form = {
        "username": "newbie",
        "email": "newbie@mail.example",
        "password": PASSWORD,
        "agreement": "true",
        "reason": "I sail",
    }
    token = await app.post("/api/v1/accounts", data=form)
    assert token["token_type"] == "Bearer"
    newbie = rig.anybody()
    newbie.token = token["access_token"]
    refused = await newbie.ask("GET", "/api/v1/accounts/verify_credentials")
    assert refused.status == 403
    assert "pending approval" in refused.json["error"]
    told = await admin.get("/api/v1/notifications")
    assert [each["type"] for each in told] == ["admin.sign_up"]
    twice = await app.ask("POST", "/api/v1/accounts", data=form)
    assert twice.status == 422
    assert twice.json["details"]["username"][0]["error"] == "ERR_TAKEN"


async def test_a_faulty_sign_up_names_the_field(rig: Rig) -> None:
    app = await rig.app_caller()
    good = {
        "username": "newbie",
        "email": "x@mail.example",
        "password": PASSWORD,
        "agreement": True,
        "reason": "I sail",
    }
    for field, typed in (
        ("username", "new bie"),
        ("email", "nowhere"),
        ("password", "short"),
        ("agreement", False),
        ("reason", " "),
    ):
        answer = await app.ask("POST", "/api/v1/accounts", json={**good, field: typed})
        assert answer.status == 422, field
        assert set(answer.json["details"]) == {field}


async def test_a_sign_up_is_told_everything_that_is_wrong_at_once(rig: Rig) -> None:
    app = await rig.app_caller()
    typed = {"username": "new bie", "email": "nowhere", "password": "short", "reason": " "}
    wrong = {"username", "email", "password", "reason", "agreement"}
    for form in ({}, {**typed, "agreement": False}):
        answer = await app.ask("POST", "/api/v1/accounts", json=form)
        assert answer.status == 422
        assert set(answer.json["details"]) == wrong
        assert all(f"{field.capitalize()} " in answer.json["error"] for field in wrong)
    anna = await rig.member("anna")
    taken = {"username": "anna", "email": "anna@mail.example", "password": PASSWORD}
    answer = await app.ask(
        "POST", "/api/v1/accounts", json={**taken, "agreement": True, "reason": "I sail"}
    )
    codes = {field: told[0]["error"] for field, told in answer.json["details"].items()}
    assert codes == {"username": "ERR_TAKEN", "email": "ERR_TAKEN"}, anna.id


async def test_who_waits_for_approval_is_seen_by_nobody(rig: Rig) -> None:
    anna, waits = await rig.member("anna"), await rig.member("waits", state="waiting")
    assert (await anna.ask("GET", f"/api/v1/accounts/{waits.id}")).status == 404
    assert (await anna.ask("GET", "/api/v1/accounts/lookup?acct=waits")).status == 404
    assert await anna.get(f"/api/v1/accounts?id[]={waits.id}") == []
    assert await anna.get("/api/v1/accounts/search?q=waits") == []


async def test_the_instance_says_what_apps_must_know_in_both_versions(rig: Rig) -> None:
    anybody = rig.anybody()
    second, first = await anybody.get("/api/v2/instance"), await anybody.get("/api/v1/instance")
    assert second["domain"] == first["uri"] == "alpha.test"
    assert second["version"].startswith("4.5.0 (compatible; Hanse ")
    assert second["api_versions"] == {"mastodon": 2}
    assert second["registrations"]["url"] == "http://alpha.test/register"
    polls = second["configuration"]["polls"]
    assert all(isinstance(value, int) for value in polls.values())
    assert len(polls) == 4
    assert first["contact_account"] is None
    await rig.member("boss", role="admin")
    assert (await anybody.get("/api/v1/instance"))["contact_account"]["acct"] == "boss"
