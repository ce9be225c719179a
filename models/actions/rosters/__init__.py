"""Rosters, inside: documents, seats, what comes into force. The door is `actions/roster`."""
