"""How partners and strangers talk: wire formats, signatures, fetching, delivery, catch-up."""
