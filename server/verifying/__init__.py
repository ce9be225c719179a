"""Verifying: bundles on disk, and the verifier as one file for people who install nothing.

The judgement itself is pure and lives in `models/rules/verifying`. This room reads folders for it,
says what it found, and writes the program that does the same with Python and `cryptography` alone:
the same sources, with a stand-in for the two packages they use beside. Only the standard library
may be imported here, and `models.rules`.
"""
