"""All tests; a package, so that they can share what stands in `peer` and its neighbours."""
