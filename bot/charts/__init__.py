"""Charts of coverage over time: `labels` writes the text, `render` draws the image."""
