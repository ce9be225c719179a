"""Values: what an action is given and what it answers, as frozen structs, one noun per file.

The upper storeys build them; nothing here knows a table, and nothing in them was verified by being
put into one.
"""
