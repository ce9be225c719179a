"""Minutes: in which order all logs count, countersigned by the sealers, then final (R1 to R4)."""
