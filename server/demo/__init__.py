"""The demo: several partners, one community and a conversation, on one machine, in one command.

`hanse demo` enters here, and tests borrow its parts: `plan` says who lives where, `instances`
writes settings and runs processes, `residents` makes members and their tokens, `founding` lets the
partners found their community as their admins would, `stage` lets the members talk through the same
API as any app, `tour` ties it together. Nothing here weakens an instance: what it shows works the
same in production, with other names.
"""
