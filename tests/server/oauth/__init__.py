"""Tests of `server/oauth`."""
