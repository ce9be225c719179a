"""The ground floor: where people and machines come in. It may use everything below it."""
