"""From words to dates: "last week", "in March 2021", "since the summer"."""
