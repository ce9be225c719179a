"""Entities: the JSON that clients of the Mastodon API read, as structs, one noun per file.

Each file has the struct and the function that fills it from a row of `models/queries`. A struct is
also the JSON Schema and the OpenAPI entry, so a field that clients decode strictly (client-api.md
§1) has no default that could make it disappear. Nothing here asks the database.
"""
