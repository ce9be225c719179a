"""Minutes: in which order all logs count, countersigned by the sealers and then final."""
