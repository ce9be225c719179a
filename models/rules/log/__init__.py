"""Log: what each partner says, entry by entry, linked by hashes and signed by itself alone."""
