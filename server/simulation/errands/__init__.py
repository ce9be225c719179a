"""Errands: what the items of a plan do when their moment comes.

An errand that cannot be done (its ballot never opened, its host is down) is left out: a plan from
which something was taken away stays a plan.
"""
