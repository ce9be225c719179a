"""A community that one partner leaves, and what the others do about it."""

from typing import Any

from models.rules.exit import case, checklist
from models.rules.exit.receipts import CLASSES, agreed_action
from models.rules.fold.draft import Draft
from models.rules.values import DAY, MINUTE
from tests.models.rules.community import BETA, FIVE, Community, some_id

LEAVER = BETA
ROOT = some_id("root")
NOTICE = 90 * DAY


class Leaving(Community):
    """A community in which `LEAVER` has given notice, or is out already."""

    def __init__(self, partners: tuple[str, ...] = FIVE, **places: Any) -> None:
        super().__init__(partners, **places)
        self.minutes()

    def give_notice(self, partner: str = LEAVER, reason: str = "strategy") -> None:
        """Have a partner say that it goes."""
        self.act(partner, "leave", {"effective": self.time + NOTICE, "reason": reason})

    def open_as(self, kind: Any) -> None:
        """Open a case of this kind, as a ballot does."""
        draft = Draft(self.state, self.occasion())
        case.open_case(draft, LEAVER, kind, self.time)
        self.state = draft.state()
        self.minutes()

    @property
    def case(self) -> Any:
        """The leaver's newest case."""
        return case.current(self.get, LEAVER)

    def body(self, does: str, item: str, **more: Any) -> dict[str, Any]:
        """Return the body of a receipt in the newest case."""
        opened = int(self.case["id"].rpartition("/")[2])
        return {"leaver": LEAVER, "opened": opened, "does": does, "item": item, **more}

    def signing(self, item: str, data_class: str, **more: Any) -> dict[str, Any]:
        """Return a receipt for one class of data, as agreed."""
        action = agreed_action(self.case, item, data_class)  # type: ignore[arg-type]
        words = {"data_class": data_class, "action": action, "count": 7, "root": ROOT}
        return self.body("sign", item, **{**words, **more})

    def sign(self, item: str, *partners: str, **more: Any) -> None:
        """Have partners sign for all classes of data."""
        entries = [
            self.write(partner, "receipt", self.signing(item, each, **more))
            for partner in partners
            for each in CLASSES
        ]
        if void := self.minutes(*entries):
            raise LookupError(str(void))

    def own(self, partner: str, *items: str) -> None:
        """Have a partner answer for items."""
        for item in items:
            self.act(partner, "receipt", self.body("own", item))

    def finish(self, partner: str, item: str, after: int = MINUTE, **more: Any) -> None:
        """Have a partner answer for an item and say that it is done."""
        self.own(partner, item)
        self.act(partner, "receipt", self.body("done", item, **more), after=after)

    def waive(self, item: str, *partners: str) -> None:
        """Have partners do without an item."""
        entries = [self.write(each, "receipt", self.body("waive", item)) for each in partners]
        if void := self.minutes(*entries):
            raise LookupError(str(void))

    def settled(self, item: str) -> bool:
        """Tell whether an item no longer keeps the case open."""
        return checklist.is_settled(self.get, self.case, item, self.time)  # type: ignore[arg-type]

    def leave(self, status: str = "left") -> None:
        """Let the roster without the leaver come into force."""
        self.depart(LEAVER, status)
        self.minutes()
