"""What operators' tools ask, and what everybody may: the source."""

import asyncio
import io
import tarfile

from aiohttp import web

from server.connections import Runner
from server.settings.sections import LimitSettings
from tests.server.rig import Rig


async def test_health_answers_for_any_host(rig: Rig) -> None:
    answer = await rig.anybody().ask("GET", "/health", headers={"Host": "web:8080"})
    assert (answer.status, answer.json["status"]) == (200, "ok")


async def test_metrics_tell_requests_and_queues_to_this_machine_only(rig: Rig) -> None:
    await rig.anybody().ask("GET", "/health")
    text = (await rig.anybody().ask("GET", "/metrics")).text
    assert 'hanse_requests_total{method="GET",route="health",status="200"}' in text
    assert 'hanse_queue{queue="deliveries"}' in text
    forwarded = {"X-Forwarded-For": "192.0.2.1"}
    assert (await rig.anybody().ask("GET", "/metrics", headers=forwarded)).status == 404


async def test_the_source_of_the_program_is_offered_whole(rig: Rig) -> None:
    answer = await rig.anybody().ask("GET", "/source")
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
        names = archive.getnames()
    for name in ("server/app.py", "federation/inbox.py", "models/home.py", "static"):
        assert f"hanse/{name}" in names
    assert not [name for name in names if "__pycache__" in name]


async def test_no_answer_tells_versions_of_what_runs_here(rig: Rig) -> None:
    for path in ("/health", "/no/such/thing", "/static/none", "/api/v1/timelines/home"):
        answer = await rig.anybody().ask("GET", path)
        assert answer.headers.getall("Server") == ["hanse"], path


async def test_what_is_no_http_is_answered_without_versions_too() -> None:
    runner = Runner(web.Application(), LimitSettings())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
        writer.write(b"no such protocol\r\n\r\n")
        answer = await reader.read()
        writer.close()
    finally:
        await runner.cleanup()
    assert answer.startswith(b"HTTP/1.0 400 ")
    assert b"\r\nServer: hanse\r\n" in answer
    assert b"aiohttp" not in answer


async def test_what_is_not_there_is_told_in_the_readers_form(rig: Rig) -> None:
    plain = await rig.anybody().ask("GET", "/no/such/thing")
    assert (plain.status, plain.json["error"]) == (404, "Record not found")
    page = await rig.anybody().ask("GET", "/no/such/thing", headers={"Accept": "text/html"})
    assert page.status == 404
    assert "<html" in page.text
    api = await rig.anybody().ask("GET", "/api/v1/nothing", headers={"Accept": "text/html"})
    assert api.json["error"] == "Record not found"


async def test_a_wrong_method_names_the_right_ones(rig: Rig) -> None:
    answer = await rig.anybody().ask("DELETE", "/health")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]
