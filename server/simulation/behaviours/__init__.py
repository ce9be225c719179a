"""Behaviours: the ways to lie. Each module holds some; `library` names them all."""
