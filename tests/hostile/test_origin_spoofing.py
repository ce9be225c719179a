"""Attack group O, as far as ids themselves tell: O9, O10 and O11."""

import pytest

from federation.errors import Reason, Rejected
from federation.origin import IdRules, is_local

STRICT = IdRules()

REFUSED = {
    "null": None,
    "number": 1,
    "empty": "",
    "relative": "/users/x",
    "without scheme": "//a.example/x",
    "acct": "acct:x@a.example",
    "data": "data:text/plain,x",
    "script": "javascript:alert(1)",
    "file": "file:///etc/passwd",
    "userinfo": "https://victim.example@evil.example/x",
    "password": "https://a:b@evil.example/x",
    "fragment only": "#x",
    "too long": "https://a.example/" + "x" * 2048,
    "plain http": "http://a.example/x",
    "usual port": "https://a.example:443/x",
    "other port": "https://a.example:8443/x",
    "empty port": "https://a.example:/x",
    "trailing dot": "https://a.example./x",
    "percent dot": "https://a%2eexample/x",
    "slash in host": "https://a.example%2fb/x",
    "backslash": "https://victim.example\\@evil.example/x",
    "space": "https://a.example/ x",
    "newline": "https://a.example/x\n",
    "tab in scheme": "ht\ttps://a.example/x",
    "null character": "https://a.example/\x00",
    "two dots": "https://a..example/x",
    "hyphen first": "https://-a.example/x",
    "no host": "https:///x",
    "address": "https://127.0.0.1/x",
    "IPv6 address": "https://[::1]/x",
    "zone": "https://[fe80::1%25eth0]/x",
    "hex address": "https://0x7f.1/x",
    "short address": "https://127.1/x",
    "decimal address": "https://2130706433/x",
    "octal address": "https://0177.0.0.1/x",
    "circled digits": "https://①②⑦.⓪.⓪.①/x",
    "full-width digits": "https://１２７.0.0.1/x",
    "bidirectional trick": "https://a\u202eb.example/x",
    "list": ["https://a.example/x"],
    "object": {"id": "https://a.example/x"},
}


@pytest.mark.parametrize("claimed", REFUSED.values(), ids=REFUSED.keys())
def test_id_that_is_no_plain_https_uri_is_refused(claimed: object) -> None:
    with pytest.raises(Rejected) as refused:
        STRICT.check(claimed)
    assert refused.value.reason is Reason.ID_REFUSED
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "claimed",
    ["https://OURS.example/x", "http://ours.example/x", "https://ours.example:443/x"],
)
def test_no_spelling_of_our_own_host_passes_as_foreign(claimed: str) -> None:
    assert is_local(claimed, {"ours.example"})
