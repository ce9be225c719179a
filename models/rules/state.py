"""State: what a community has agreed on, as a map whose root hash says all of it.

Keys are paths (`ballot/<id>`), values are JSON. The map is a persistent trie over SHA-256 of the
key, sixteen ways at each step: a change copies one path and shares the rest, so that any number of
branches of the minutes keep their own state, and the root is renewed in O(log n) for each changed
key, whatever the community's age. (One canonical document of everything, hashed at each minutes,
would cost the whole state each time.) Hashes are computed when asked for, and kept. Ground under
all rules: what they know of each other is what stands here (R5).

    leaf   = SHA-256("hanse/state-leaf/1" 0 JCS([key, value]))
    branch = SHA-256("hanse/state-branch/1" 0 the 16 children's 32 bytes, zeros where none is)
    empty  = 32 zero bytes
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from models.rules.canon import encode

_NOTHING = bytes(32)
_LEAF_TAG = b"hanse/state-leaf/1\0"
_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))
_BRANCH_TAG = b"hanse/state-branch/1\0"


class _Leaf:
    __slots__ = ("_digest", "key", "path", "value")

    def __init__(self, path: bytes, key: str, value: Any) -> None:
        self.path = path
        self.key = key
        self.value = value
        self._digest: bytes | None = None

    def digest(self) -> bytes:
        if self._digest is None:
            self._digest = hashlib.sha256(_LEAF_TAG + encode([self.key, self.value])).digest()
        return self._digest


class _Branch:
    __slots__ = ("_digest", "children")

    def __init__(self, children: "tuple[_Node, ...]") -> None:
        self.children = children
        self._digest: bytes | None = None

    def digest(self) -> bytes:
        if self._digest is None:
            parts = [child.digest() if child else _NOTHING for child in self.children]
            self._digest = hashlib.sha256(_BRANCH_TAG + b"".join(parts)).digest()
        return self._digest


_Node = _Leaf | _Branch | None
_NO_CHILDREN: tuple[_Node, ...] = (None,) * 16


class State:
    """An immutable map from key to JSON value; never change a value that was put in or got out."""

    __slots__ = ("_root",)

    def __init__(self, root: _Node = None) -> None:
        self._root = root

    def get(self, key: str) -> Any:
        """Return the value of `key`, or None. O(log n)."""
        path = _path(key)
        node = self._root
        depth = 0
        while isinstance(node, _Branch):
            node = node.children[path[depth]]
            depth += 1
        return node.value if node is not None and node.path == path else None

    def changed(self, changes: Mapping[str, Any]) -> "State":
        """Return the state after `changes`; None removes a key. O(log n) for each."""
        root = self._root
        for key, value in changes.items():
            path = _path(key)
            leaf = None if value is None else _Leaf(path, key, value)
            root = _put(root, path, leaf, 0)
        return State(root)

    def root(self) -> str:
        """Return the hash of the whole state. O(log n) for each key changed since the last.

        Refused(not_canonical) when a value has no canonical form.
        """
        return (self._root.digest() if self._root else _NOTHING).hex()

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield all keys and values, in the order of their hashed keys: the same everywhere.

        Linear.
        """
        pending: list[_Node] = [self._root]
        while pending:
            node = pending.pop()
            if isinstance(node, _Branch):
                pending.extend(reversed(node.children))
            elif node is not None:
                yield node.key, node.value


def build(items: Iterable[tuple[str, Any]]) -> State:
    """Return the state that holds `items`, as from a snapshot: compare its root before use.

    O(n log n).
    """
    return State().changed(dict(items))


@lru_cache(maxsize=8192)
def _path(key: str) -> bytes:
    """Return the hash of a key as its 64 digits, each of them 0 to 15."""
    return hashlib.sha256(key.encode()).hexdigest().encode().translate(_DIGITS)


def _put(node: _Node, path: bytes, leaf: _Leaf | None, depth: int) -> _Node:
    if node is None:
        return leaf
    if isinstance(node, _Leaf):
        if node.path == path:
            return leaf
        return node if leaf is None else _fork(node, leaf, depth)
    digit = path[depth]
    old = node.children[digit]
    new = _put(old, path, leaf, depth + 1)
    if new is old:
        return node
    children = (*node.children[:digit], new, *node.children[digit + 1 :])
    return _Branch(children) if isinstance(new, _Branch) else _shrunk(children)


def _fork(one: _Leaf, other: _Leaf, depth: int) -> _Branch:
    children = list(_NO_CHILDREN)
    here, there = one.path[depth], other.path[depth]
    if here == there:
        children[here] = _fork(one, other, depth + 1)
    else:
        children[here], children[there] = one, other
    return _Branch(tuple(children))


def _shrunk(children: tuple[_Node, ...]) -> _Node:
    """Return the branch, or its only leaf: a state has one shape, whatever came and went."""
    left = [child for child in children if child is not None]
    if len(left) == 1 and isinstance(left[0], _Leaf):
        return left[0]
    return _Branch(children) if left else None
