"""A member's day through the API on each database."""

from tests.server.rig import Rig


async def test_a_members_day_is_the_same_on_each_database(rig_anywhere: Rig) -> None:
    rig = rig_anywhere
    anna, bela = await rig.member("anna"), await rig.member("bela")
    await bela.post(f"/api/v1/accounts/{anna.id}/follow", data={"notify": "true"})
    post = await anna.write(
        "Ahoy @bela #sea", poll={"options": ["a", "b"], "expires_in": 600}, language="en"
    )
    home = await bela.get("/api/v1/timelines/home?limit=5")
    assert [each["id"] for each in home] == [post["id"]]
    path = f"/api/v1/statuses/{post['id']}"
    await bela.post(f"/api/v1/polls/{post['id']}/votes", json={"choices": [0]})
    await bela.post(f"{path}/favourite")
    boost = await bela.post(f"{path}/reblog")
    reply = await bela.write("@anna ahoy", in_reply_to_id=post["id"])
    shown = await anna.get(path)
    counts = (shown["favourites_count"], shown["reblogs_count"], shown["replies_count"])
    assert counts == (1, 1, 1)
    assert shown["poll"]["votes_count"] == 1
    assert (await bela.get(f"/api/v1/statuses/{boost['id']}"))["reblog"]["favourited"] is True
    around = await anna.get(f"{path}/context")
    assert [each["id"] for each in around["descendants"]] == [reply["id"]]
    told = await anna.get("/api/v1/notifications")
    assert [each["type"] for each in told] == ["mention", "reblog", "favourite", "follow"]
    grouped = await anna.get("/api/v2/notifications")
    assert len(grouped["notification_groups"]) == 4
    found = await anna.get("/api/v2/search?q=ahoy")
    assert {each["id"] for each in found["statuses"]} == {post["id"], reply["id"]}
    assert [each["name"] for each in (await anna.get("/api/v2/search?q=se"))["hashtags"]] == ["sea"]
    await anna.ask("PUT", path, json={"status": "Ahoy again"})
    assert len(await bela.get(f"{path}/history")) == 2
    await anna.post("/api/v1/markers", json={"home": {"last_read_id": post["id"]}})
    changed = await anna.ask(
        "PATCH", "/api/v1/accounts/update_credentials", json={"note": "I sail", "locked": True}
    )
    assert changed.json["source"]["note"] == "I sail"
    assert (await anna.ask("DELETE", path)).json["text"] == "Ahoy again"
    assert (await bela.ask("GET", path)).status == 404
    for route in ("bookmarks", "favourites", "blocks", "mutes", "follow_requests", "lists"):
        await anna.get(f"/api/v1/{route}")
    assert (await anna.get("/api/v2/instance"))["usage"]["users"]["active_month"] == 2
