"""From records to an archive: which records are one article, and what its fields are."""
