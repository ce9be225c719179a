"""The version that runs, as peers, clients and pages are told."""

from importlib.metadata import version

VERSION = version("hanse")
