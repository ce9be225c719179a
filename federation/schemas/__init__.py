"""JSON Schemas, one file per activity and object; `types` names the types that a file is for.

They are lenient about what we do not read, because thirty kinds of software send something of
their own there, and strict about the shape of what we do read. Numbers that limit something are
in `federation.settings`, never here.
"""
