"""The outlets, topics and names that an archive knows, and how people write them."""
