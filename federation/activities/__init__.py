"""Activities: one file for each type that others may send us; the registry finds them.

A file declares what it reads as a wire struct and what it does as a handler. `check` refuses what
is wrong in itself, `verify` judges and only reads, `receive` calls one action of `models`. No file
here imports another; what several need is in `federation/registry.py` or `federation/answers.py`.
"""
