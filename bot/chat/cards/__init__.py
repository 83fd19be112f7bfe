"""What a reply looks like on Discord: from values to components, within its limits."""
