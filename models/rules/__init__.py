"""Rules: what may be, decided by pure functions without clock, database or network (R1 to R16)."""
