"""Middleware: the one door that every request passes, and what it does on the way out."""
