"""Stories over several live instances, each a process of its own."""
