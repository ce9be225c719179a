"""What a demo is made of, before anything runs: names, people, words, the record, its refusals."""

import io
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from server.cli import hanse
from server.demo import record
from server.demo.acts import Post
from server.demo.conversation import SCRIPT, conversation
from server.demo.instances import prepare
from server.demo.people import people
from server.demo.picture import HEIGHT, WIDTH, draw_poster
from server.demo.plan import NAMES, Options, plan
from server.demo.record import Record
from server.settings import load
from tests.server.demos import free_ports


def demo(*arguments: str) -> Result:
    return CliRunner().invoke(hanse, ["demo", *arguments])


def test_nine_partners_have_names_ports_and_people_of_their_own(tmp_path: Path) -> None:
    made = plan(tmp_path, Options(partners=9, port=9000))
    assert [seat.name for seat in made.seats] == list(NAMES)
    assert [seat.url.rpartition(":")[2] for seat in made.seats] == [
        str(9001 + number) for number in range(9)
    ]
    everybody = [person.username for seat in made.seats for person in people(seat, 12)]
    assert len(set(everybody)) == len(everybody) == 108
    assert all(name.isascii() and name.isalnum() for name in everybody)


def test_the_communitys_own_name_leads_to_the_first_partner(tmp_path: Path) -> None:
    made = plan(tmp_path, Options(partners=2, port=9000))
    assert made.backends["commons.localhost:9000"] == made.backends["alpha.localhost:9000"]
    assert made.seats[0].community_domains == ("commons.localhost:9000",)
    assert made.seats[1].community_domains == ()


def test_an_instances_settings_are_complete_without_the_demo(tmp_path: Path) -> None:
    made = plan(tmp_path, Options(partners=2, port=9000))
    for seat in made.seats:
        prepare(made, seat)
        settings = load(seat.config, {})
        assert settings.domain == seat.domain
        assert settings.bind == seat.bind
        assert settings.test_mode.resolver["commons.localhost"] == "127.0.0.1"


@pytest.mark.parametrize("posts", [0, 1, 5, 16, 17, 100, 1000])
def test_a_conversation_has_as_many_posts_as_asked_for(posts: int) -> None:
    acts = conversation(posts)
    assert sum(isinstance(act, Post) for act in acts) == posts
    assert conversation(posts) == acts


def test_nobody_refers_to_what_was_not_said_yet() -> None:
    said: set[str] = set()
    for act in conversation(700):
        if isinstance(act, Post):
            assert act.key not in said
            assert not act.reply_to or act.reply_to in said
            said.add(act.key)
        assert act.key in said


def test_the_default_conversation_is_written_by_hand() -> None:
    assert conversation(Options().posts) == list(SCRIPT)


def test_the_poster_is_a_picture() -> None:
    with Image.open(io.BytesIO(draw_poster())) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
        assert len(image.getcolors(WIDTH * HEIGHT) or ()) > 500


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    kept = Record(options=Options(partners=4), is_founded=True, post_ids={"welcome": "1"})
    record.save(tmp_path, kept)
    assert record.load(tmp_path) == kept
    assert (tmp_path / record.FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [record.FILE]


def test_a_folder_without_a_demo_has_no_record(tmp_path: Path) -> None:
    assert record.load(tmp_path) is None


@pytest.mark.parametrize(
    ("option", "value"), [("--partners", "4"), ("--port", "8500"), ("--database", "postgres")]
)
def test_what_a_demo_was_made_with_cannot_be_changed(
    tmp_path: Path, option: str, value: str
) -> None:
    record.save(tmp_path, Record(options=Options()))
    before = (tmp_path / record.FILE).read_bytes()
    result = demo("--dir", str(tmp_path), option, value)
    assert result.exit_code == 2
    assert f"was made with {option} {getattr(Options(), option[2:])}" in result.output
    assert (tmp_path / record.FILE).read_bytes() == before


def test_tls_cannot_be_added_later(tmp_path: Path) -> None:
    record.save(tmp_path, Record(options=Options()))
    result = demo("--dir", str(tmp_path), "--tls")
    assert result.exit_code == 2
    assert "was made without --tls" in result.output


@pytest.mark.parametrize("partners", ["1", "10", "two"])
def test_two_to_nine_partners_are_possible(partners: str) -> None:
    assert demo("--partners", partners).exit_code == 2


def test_a_port_that_is_taken_is_named_before_anything_starts(tmp_path: Path) -> None:
    port = free_ports(3)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 2))
        taken.listen()
        result = demo("--partners", "2", "--port", str(port), "--dir", str(tmp_path / "new"))
    assert result.exit_code == 1
    assert f"port {port + 2} of {port}-{port + 2} is in use" in result.output
    assert not (tmp_path / "new" / "alpha").exists()
