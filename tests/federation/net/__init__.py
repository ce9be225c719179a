"""Tests of federation/net."""
