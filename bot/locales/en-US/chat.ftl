# What the bot says on Discord besides its answers.

activity = Ask me with /ask or in a direct message

# Whole messages that get the help card, separated by commas. Case and punctuation don't count.
greetings = hi, hello, hey, hi there, hello there, hey there, hiya, howdy, good morning, good afternoon, good evening, help, help me, start, menu, commands, who are you, what are you, what can you do, what do you do, what can I ask, how does this work, how do I use this

## A person asks too fast

too-fast = Slow down a little; try again in { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}.

## More people ask than the bot can answer

busy = Too many people are asking me right now. Please try again in a moment.

## A button or menu on an old message

gone-article = That article is no longer in the archive.
gone-page = That list has changed. Please run the command again.
gone-button = That button is from an older version of me. Please ask again.
not-yours = Only the person who asked, or someone who can manage messages here, can delete this.
no-words = That message has no words that I can search for.

## Failures; the operator finds $reference in the log

error-outdated = This command has changed. Please reload Discord and try again (reference { $reference }).
error-forbidden = I’m missing a permission that I need here (reference { $reference }).
error-unreachable = I couldn’t reach Discord just now. Please try again in a minute (reference { $reference }).
error-store = I can’t reach my database right now. Please try again in a minute (reference { $reference }).
error-fault = Something went wrong on my side. If it happens again, give this reference to whoever runs me: { $reference }.

## Questions that work, shown to someone who says hello

example-title = { $title }
example-topic = What was reported on { $topic }?
example-outlet = What did { $outlet } report?
example-month = What happened in { DATETIME($month) }?
