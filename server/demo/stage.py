"""The stage: members of a demo join the community and talk, through the API that every app uses.

A post has the same id at every partner, so whoever answers waits until the own instance knows it
and then answers it there. A post carries an idempotency key and each act is counted when it is
over: a demo that was broken off goes on where it was.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from federation.net.caller import Caller, CallRefused
from server.demo.acts import Act, Boost, Edit, Like, Post, Speaker, Vote
from server.demo.people import people
from server.demo.picture import ALT_TEXT, draw_poster
from server.demo.plan import Plan
from server.demo.record import Household, Login, Record
from server.demo.waiting import until

_PATIENCE_SECONDS = 60.0
_POLL_SECONDS = 7 * 86_400
_CHECKED_POSTS = 60
"""So many of the newest posts are looked for at every partner before the demo is called ready."""


class Stage:
    """Everybody of a demo, each with a connection to the own instance."""

    def __init__(self, plan: Plan, record: Record, callers: Mapping[str, Caller]) -> None:
        """`callers` has an open Caller per partner, by name."""
        self._plan = plan
        self._record = record
        self._callers = callers
        self._authors: dict[str, Speaker] = {}

    async def join(self) -> None:
        """Let everybody introduce themselves and follow the Group."""
        await asyncio.gather(*(self._join(each) for each in self._record.households))

    async def _join(self, household: Household) -> None:
        caller = self._callers[household.name]
        seat = next(seat for seat in self._plan.seats if seat.name == household.name)
        persons = people(seat, len(household.members))
        for person, login in zip(persons, household.members, strict=True):
            profile = {"display_name": person.display_name, "note": person.note}
            path = "/api/v1/accounts/update_credentials"
            await caller.send("PATCH", path, login.token, profile)
        handle = quote(self._plan.community_handle.removeprefix("@"))
        for login in (household.admin, *household.members):
            group = await caller.get(f"/api/v1/accounts/lookup?acct={handle}", login.token)
            await caller.send("POST", f"/api/v1/accounts/{group['id']}/follow", login.token)

    async def perform(self, acts: list[Act], after_each: Callable[[], None]) -> None:
        """Do what is left of `acts`, in order; `after_each` keeps the record."""
        self._authors = {act.key: act.by for act in acts if isinstance(act, Post)}
        for number, act in enumerate(acts):
            if number < self._record.acts_done:
                continue
            await self._act(act)
            self._record.acts_done = number + 1
            after_each()

    async def _act(self, act: Act) -> None:
        match act:
            case Post():
                await self._post(act)
            case Edit():
                await self._edit(act)
            case Like():
                await self._react(act.key, act.by, "favourite")
            case Boost():
                await self._react(act.key, act.by, "reblog")
            case Vote():
                await self._vote(act)

    async def _post(self, act: Post) -> None:
        household, login = self._speaker(act.by)
        body: dict[str, Any] = {
            "status": self._text(act.text),
            "language": act.language,
            "visibility": "public",
            "spoiler_text": self._text(act.spoiler),
            "sensitive": bool(act.spoiler),
        }
        if act.reply_to:
            body["in_reply_to_id"] = self._record.post_ids[act.reply_to]
            parent = await self._seen(household, login, act.reply_to)
            if parent["account"]["id"] != str(login.account_id):
                body["status"] = f"@{parent['account']['acct']} {body['status']}"
        if act.has_picture:
            body["media_ids"] = [await self._upload(household, login)]
        if act.options:
            body["poll"] = {"options": list(act.options), "expires_in": _POLL_SECONDS}
        headers = {"Idempotency-Key": f"demo-{act.key}"}
        caller = self._callers[household.name]
        made = await caller.send("POST", "/api/v1/statuses", login.token, body, headers)
        self._record.post_ids[act.key] = made["id"]

    async def _edit(self, act: Edit) -> None:
        household, login = self._speaker(self._authors[act.key])
        caller = self._callers[household.name]
        path = f"/api/v1/statuses/{self._record.post_ids[act.key]}"
        shown = await caller.get(path, login.token)
        body = {"status": self._text(act.text), "language": shown["language"]}
        await caller.send("PUT", path, login.token, body)

    async def _react(self, key: str, by: Speaker, verb: str) -> None:
        household, login = self._speaker(by)
        if login is self._speaker(self._authors[key])[1]:
            return
        shown = await self._seen(household, login, key)
        path = f"/api/v1/statuses/{shown['id']}/{verb}"
        await self._callers[household.name].send("POST", path, login.token)

    async def _vote(self, act: Vote) -> None:
        household, login = self._speaker(act.by)
        if login is self._speaker(self._authors[act.key])[1]:
            return
        shown = await self._seen(household, login, act.key)
        caller = self._callers[household.name]
        path = f"/api/v1/polls/{shown['poll']['id']}/votes"
        if not shown["poll"]["voted"]:
            await caller.send("POST", path, login.token, {"choices": [act.option]})

    async def _upload(self, household: Household, login: Login) -> str:
        picture = await asyncio.to_thread(draw_poster)
        made = await self._callers[household.name].upload(
            "/api/v2/media",
            login.token,
            ("poster.png", picture, "image/png"),
            {"description": ALT_TEXT},
        )
        return str(made["id"])

    async def settled(self) -> None:
        """Wait until every partner shows the newest posts and what was done to them."""
        newest = list(self._record.post_ids)[-_CHECKED_POSTS:]
        for household in self._record.households:
            for key in newest:
                await self._seen(household, household.admin, key)

    async def _seen(self, household: Household, login: Login, key: str) -> Any:
        """Return a post as its reader's own instance shows it, once it is there."""
        caller = self._callers[household.name]
        path = f"/api/v1/statuses/{self._record.post_ids[key]}"

        async def look() -> Any:
            try:
                return await caller.get(path, login.token)
            except CallRefused as error:
                if error.status != 404:
                    raise
                return None

        try:
            return await until(look, _PATIENCE_SECONDS)
        except TimeoutError:
            raise TimeoutError(f"the post “{key}” did not reach {household.name}") from None

    def _speaker(self, by: Speaker) -> tuple[Household, Login]:
        households = self._record.households
        household = households[by[0] % len(households)]
        return household, household.members[by[1] % len(household.members)]

    def _text(self, text: str) -> str:
        return text.replace("{community}", self._plan.community_handle)
