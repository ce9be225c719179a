"""Actions: what happens, one use case a function, each one transaction that ends in an event.

Whoever changes anything enters here, with checked people (`Account`) and values (`models/values`);
handlers of the API and of remote activities meet in the same functions. An action refuses with a
`Problem`, never half. It never speaks to anybody else: what others must hear is recorded in the
outbox, in the same transaction. Rows are inserted with their conflict named and counters are
changed where they stand, so that two at once do what one after the other would.
"""
