"""Waiting: entries that came before the one they follow, within bounds.

Anybody can send entries that follow on nothing, so the room is bounded, per partner and by bytes;
entries signed by a key nobody has seen have a smaller room of their own. When a room is full, the
entry with the highest number goes: what is needed next always finds a place. So gossip may bring
entries in any order (R15).
"""

from models.rules.log.entry import Signed

ROOM = 4 * 1024 * 1024
"""Bytes of one partner's entries under keys that are known."""
STRANGERS = 512 * 1024
"""Bytes of entries that name the partner under other keys."""

_Room = tuple[str, bool]


class Waiting:
    """The entries that wait, by the id of the one they follow."""

    def __init__(self) -> None:
        self._by_prev: dict[str, dict[str, Signed]] = {}
        self._rooms: dict[_Room, dict[str, Signed]] = {}
        self._bytes: dict[_Room, int] = {}

    def put(self, signed: Signed, is_known: bool) -> bool:
        """Let an entry wait; False when there is no room for it. O(waiting) when it is full."""
        room = (signed.entry.partner, is_known)
        held = self._rooms.setdefault(room, {})
        if signed.id in held or signed.id in self._rooms.get((room[0], not is_known), {}):
            return True
        most = ROOM if is_known else STRANGERS
        if signed.size > most:
            return False
        while self._bytes.get(room, 0) + signed.size > most:
            last = max(held.values(), key=_distance)
            if _distance(last) < _distance(signed):
                return False
            self._remove(room, last)
        held[signed.id] = signed
        self._bytes[room] = self._bytes.get(room, 0) + signed.size
        self._by_prev.setdefault(signed.entry.prev or "", {})[signed.id] = signed
        return True

    def take(self, prev: str) -> list[Signed]:
        """Return what waited for an entry, by id, and forget it. O(n log n) in them."""
        found = self._by_prev.get(prev, {})
        taken = [found[each] for each in sorted(found)]
        for signed in taken:
            for is_known in (True, False):
                room = (signed.entry.partner, is_known)
                if signed.id in self._rooms.get(room, {}):
                    self._remove(room, signed)
        return taken

    def count(self, partner: str) -> int:
        """Return how many entries of a partner wait."""
        return sum(len(self._rooms.get((partner, is_known), {})) for is_known in (True, False))

    def _remove(self, room: _Room, signed: Signed) -> None:
        del self._rooms[room][signed.id]
        self._bytes[room] -= signed.size
        siblings = self._by_prev[signed.entry.prev or ""]
        siblings.pop(signed.id, None)
        if not siblings:
            del self._by_prev[signed.entry.prev or ""]


def _distance(signed: Signed) -> tuple[int, str]:
    return signed.entry.seq, signed.id
