"""The charter: the partners' agreement as configuration that every instance obeys."""
