"""Filling: rows of the database become the plain values that pages show.

Handlers enter with what they found; each page costs a fixed number of statements, however much
stands on it. Everything goes through `models/queries` and is read with the eyes of anybody: a page
has no reader with a login, so what only some may see never gets here.
"""
