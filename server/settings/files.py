"""Judges the files that settings name: there, readable, whole, and closed to other users.

It opens files to look at them and never creates or repairs one: `hanse init` does that, and an
operator who reads the remedy. Contents of secrets never reach a message.
"""

import os
import re
import ssl
import stat
from pathlib import Path
from urllib.parse import urlsplit

from server.settings.model import Settings
from server.settings.report import Report

SECRET_MIN_BYTES = 32
SECRET_MAX_BYTES = 4_096
_SAMPLE = re.compile(rb"change.?me|sample|example|secret|password|0{16}", re.IGNORECASE)


def check(settings: Settings, path: Path, report: Report) -> None:
    """Write every problem of data directory, certificate, secrets and settings file down."""
    _check_data_dir(settings, report)
    _check_tls(settings, report)
    _check_secret("secret_file", settings.secret_path, report)
    if settings.metrics.access == "token" and settings.metrics.token_file:
        _check_secret("metrics.token_file", Path(settings.metrics.token_file), report)
    if settings.test is not None and settings.test.ca_file:
        _check_authority(settings.test.ca_file, report)
    if urlsplit(settings.database.url).password and _holds(path, settings.database.url):
        _check_closed("database.url", path, report)


def _check_data_dir(settings: Settings, report: Report) -> None:
    data = settings.data_path
    if not data.is_dir():
        what = "is not a directory" if data.exists() else "does not exist"
        remedy = f"Create it with `mkdir -m 700 {data}`, owned by the user that runs Hanse."
        report.add("data_dir", f"the data directory {what}", remedy, str(data))
    elif not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"Give it to the user that runs Hanse: `chown -R USER {data}`."
        report.add("data_dir", "the data directory cannot be written", remedy, str(data))


def _check_tls(settings: Settings, report: Report) -> None:
    tls = settings.tls
    if not tls.certificate and not tls.key:
        return
    for name in ("certificate", "key"):
        if not getattr(tls, name):
            report.add(f"tls.{name}", "the other half is set, this one is not", "Set both.")
            return
    unreadable = False
    for name in ("certificate", "key"):
        file = Path(getattr(tls, name))
        if not _readable(file):
            remedy = "Check the path, and that the user that runs Hanse may read it."
            report.add(f"tls.{name}", "the file cannot be read", remedy, str(file))
            unreadable = True
    if unreadable:
        return
    _check_closed("tls.key", Path(tls.key), report)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, "")
    except ssl.SSLError as error:
        reason = (error.reason or "no PEM inside").lower().replace("_", " ")
        remedy = "Name the certificate's own key, without a passphrase, both as PEM."
        report.add("tls.key", f"certificate and key do not fit: {reason}", remedy, tls.key)


def _check_secret(key: str, file: Path, report: Report) -> None:
    try:
        with file.open("rb") as stream:
            secret = stream.read(SECRET_MAX_BYTES).strip()
    except OSError as error:
        remedy = f"Make one: `(umask 077; openssl rand -hex 32 > {file})`."
        report.add(key, f"the file cannot be read: {error.strerror}", remedy, str(file))
        return
    _check_closed(key, file, report)
    remedy = f"Make a random one: `openssl rand -hex 32 > {file}`."
    if len(secret) < SECRET_MIN_BYTES:
        message = f"the secret has fewer than {SECRET_MIN_BYTES} bytes"
        report.add(key, message, remedy, str(file))
    elif _SAMPLE.search(secret) or len(set(secret)) < 8:
        report.add(key, "the secret is a sample that everybody knows", remedy, str(file))


def _check_closed(key: str, file: Path, report: Report) -> None:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & stat.S_IRWXO:
        message = f"every user of this machine can read or change this secret (mode {mode:04o})"
        report.add(key, message, f"Close it: `chmod o= {file}`.", str(file))


def _check_authority(file: str, report: Report) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        remedy = "Name a PEM file with the test authority's certificate."
        report.add("test.ca_file", "no certificate can be read from the file", remedy, file)


def _readable(file: Path) -> bool:
    return file.is_file() and os.access(file, os.R_OK)


def _holds(path: Path, text: str) -> bool:
    return text in path.read_text("utf-8")
