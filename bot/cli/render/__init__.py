"""How answers, lists and charts look on a terminal."""
