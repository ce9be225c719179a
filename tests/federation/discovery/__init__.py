"""Tests of federation/discovery."""
