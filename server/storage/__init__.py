"""Storage: where uploaded files lie. Each kind of place is a class with the same four methods."""
