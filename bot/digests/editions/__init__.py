"""What a digest sends: which articles are new and match, and how they are told."""
