"""Which articles report the same event: `clustering` groups their words, `stories` makes stories of the groups,
and `delta` puts later articles into them."""
