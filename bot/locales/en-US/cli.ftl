# What the command line says around what the archive says.

cli-prompt = Ask:
cli-quote-open = “
cli-quote-close = ”
cli-day = { DATETIME($day, dateStyle: "long") }
cli-no-date = no date
cli-redated = re-dated { DATETIME($day, dateStyle: "long") }
cli-no-url = no address
cli-untitled = Untitled
cli-also = also reported by { $outlets }
cli-nearest = The nearest coverage
cli-try = Try
cli-as-of = As of { DATETIME($day, dateStyle: "long") }; { $count ->
    [one] one article
   *[other] { $count } articles
} in the archive.
cli-undated = { $count ->
    [0] No article in the archive.
    [one] One article in the archive, without a date.
   *[other] { $count } articles in the archive, none with a date.
}
cli-period = { DATETIME($period, dateStyle: "long") }
cli-week = Week of { DATETIME($period, dateStyle: "long") }
cli-newest = newest { $day }
cli-more = and { $count } more; --all shows them
cli-related = Related coverage
cli-stories = { $count ->
    [one] One story
   *[other] { $count } stories
} in { $articles ->
    [one] one article
   *[other] { $articles } articles
}; the newest of several outlets:
cli-chart-nothing = There is nothing to draw: reports of fewer than two days.
cli-chart-failed = { $file } can’t be written: { $why }.
cli-chart-written = Drawn to { $file }. { $shows }
