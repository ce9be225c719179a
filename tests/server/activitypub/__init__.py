"""Tests of the addresses that other servers ask."""
