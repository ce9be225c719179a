"""Verifying: a bundle in, and out comes up to where it is right, or the first wrong thing.

A bundle is everything that proves what a community agreed on, as files; `docs/bundle.md` describes
it. `bundle.py` writes one, `verifier.py` recomputes one from the founding on with the rules that
the sealers use themselves (R14). Whoever calls opens the files: nothing here touches a disk.
"""
