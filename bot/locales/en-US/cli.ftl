# What the command line says around its quotes.

cli-prompt = Ask:
cli-quote-open = “
cli-quote-close = ”
cli-day = { DATETIME($day, dateStyle: "long") }
cli-no-date = no date
cli-redated = also dated { DATETIME($day, dateStyle: "long") }
cli-no-url = no link
cli-untitled = No headline
cli-also = also reported by { LIST($outlets) }
cli-nearest = Closest coverage
cli-try = Try
cli-all = All of them on a timeline: { $command }
cli-as-of = As of { DATETIME($day, dateStyle: "long") }; { $count ->
    [one] one article
   *[other] { $count } articles
} in the archive.
cli-undated = { $count ->
    [0] The archive has no articles. Put article files into its folder, which the setting CORPUS names; docs/corpus-format.md shows what they look like.
    [one] One article in the archive, without a date.
   *[other] { $count } articles in the archive, none with a date.
}
cli-period = { DATETIME($period, dateStyle: "long") }
cli-week = Week of { DATETIME($period, dateStyle: "long") }
cli-newest = newest { $day }
cli-continues = Continues: { $headline } ({ $day })
cli-more = and { $count } more; --all shows them
cli-related = Related coverage
cli-stories = { $count ->
    [one] One story
   *[other] { $count } stories
} in { $articles ->
    [one] one article
   *[other] { $articles } articles
}. The newest that more than one outlet reported:
cli-stories-about = { $shown ->
    [0] No story about { $about } has more than one outlet.
   *[other] The newest stories about { $about } that more than one outlet reported:
}
cli-chart-nothing = There’s nothing to draw: a chart needs coverage from at least two days.
cli-file-failed = Can’t write { $file }: { $why }.
cli-exported = { $count ->
    [0] Written to { $file }, but there were no articles to export.
    [one] One article written to { $file }.
   *[other] { $count } articles written to { $file }.
}
cli-chart-written = Chart written to { $file }. { $shows }

## nutgraf report

report-none = Nothing was counted in the last 30 days. To count, an admin of a server chooses “Turn feedback on” in /settings.
report-week = Week of { DATETIME($week, dateStyle: "long") }
report-answers = { $answers ->
    [0] No questions.
    [one] One question: { $found } found, { $weak } weak, { $nothing } not found.
   *[other] { $answers } questions: { $found } found, { $weak } weak, { $nothing } not found.
}
report-lists = { $lists ->
    [one] One list or story
   *[other] { $lists } lists and stories
}, { $empty ->
    [0] none empty.
   *[other] { $empty } empty.
}
report-feedback = Marked “Useful”: { $useful }. Marked “Not what I meant”: { $misread }.
report-subjects = Asked for, but not found:
report-outlets = Outlets asked for that the archive doesn’t have:
report-misread = Words in questions whose answer was marked “Not what I meant”:
report-nothing-missing = Nothing that three or more people asked for was missing.
report-people = { $count ->
    [one] one person
   *[other] { $count } people
}{ $before ->
    [none] {""}
   *[other] {" "}({ $before } the week before)
}
report-hint = When you add article files, the bot answers from them within seconds; nutgraf check finds problems in them.
report-more = and { $count } more; --json has all of them
