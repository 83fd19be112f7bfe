"""Digests as Discord sees them: options, permissions, actions on them, and the publisher."""
