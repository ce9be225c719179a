"""Stand-in: the part of msgspec and rfc8785 that the rules use, in plain Python.

The one-file verifier serves these modules under the names of the packages. They say the same to
the letter, errors included: tests compare them on whatever the rules declare.
"""
