"""Models: what the community is, its tables, rules and actions, and nothing about HTTP.

The lowest storey. Upper storeys call `actions` to change things and `queries` to read them;
`tables` is the only place that knows columns, `rules` decides without touching anything.
"""
