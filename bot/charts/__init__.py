"""Charts: drawing them, and the words on them."""
