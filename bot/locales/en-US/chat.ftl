# What the bot says on Discord beside its answers.

activity = Ask me with /ask, or in a direct message

# Whole messages that are answered with a welcome, by commas. Case and punctuation don't count.
greetings = hi, hello, hey, hi there, hello there, hey there, hiya, howdy, good morning, good afternoon, good evening, help, help me, start, menu, commands, who are you, what are you, what can you do, what do you do, what can I ask, how does this work, how do I use this

## One person asks too fast

too-fast = You ask faster than I can read. I answer you again in { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}.

## What an old message points at

gone-article = That article is no longer in the archive.
gone-page = That list has changed since; please run the command again.
gone-button = That button is from an older version of me; please ask again.
not-yours = Only the person who asked, or someone who may manage messages here, can delete this.
no-words = That message has no words that I could look for.

## Failures; $reference is found in the operator's log

error-outdated = This command has changed since your Discord last looked; please reload Discord and try again (reference { $reference }).
error-forbidden = I lack a permission that I need for this here (reference { $reference }).
error-unreachable = Discord and I could not reach each other just now; please try again in a minute (reference { $reference }).
error-store = My store can’t be reached just now; please try again in a minute (reference { $reference }).
error-fault = Something went wrong on my side. If it happens again, tell whoever runs me this reference: { $reference }.

## Questions that work, shown to who says hello

example-title = { $title }
example-topic = What was reported on { $topic }?
example-outlet = What did { $outlet } report?
example-month = What happened in { DATETIME($month) }?
