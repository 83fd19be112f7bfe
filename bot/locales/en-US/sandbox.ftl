# What the sandbox prints in the terminal, and what its bar on the page says.

sandbox-loaded = The archive is ready: { $count ->
    [one] one article
   *[other] { $count } articles
}. Starting a simulated Discord with the bot in it (a few seconds) …
sandbox-open = The sandbox is ready. Open this URL in your browser:
sandbox-showing = The page shows { $view }.
sandbox-moved = Discord’s clock now says { $now }.
sandbox-restarted = The bot has restarted. Buttons on older replies still work.
sandbox-try = Four things to try. Type each one in the box at the bottom of the page, and press Enter:
sandbox-try-in = in { $view }:{ " " }
sandbox-try-anything = what do you know?
sandbox-try-digest = Click “Save”, then “Skip a day” at the top: the digest arrives.
sandbox-unasked = A first digest is due in #general in about a minute. To see what a member sees, choose Max under “Viewing as”.
sandbox-keys = Keys here: g #general, n #newsroom, d direct message, h skip an hour, t skip a day, r restart the bot, q quit. The page has a button for each.
sandbox-no-keys = The buttons at the top of the page change the conversation and move the clock. Stop the sandbox with Ctrl-C.
sandbox-no-port = The page can’t be served on port { $port }: { $reason }. Choose another one with --port.
sandbox-bye = The sandbox has closed.

## The bar on the page

sandbox-title = Nutgraf sandbox
sandbox-view-general = #general
sandbox-view-newsroom = #newsroom
sandbox-view-dm = Direct message
sandbox-button-hour = Skip an hour
sandbox-button-day = Skip a day
sandbox-button-restart = Restart the bot
sandbox-clock = { $now } UTC
sandbox-bar-try = Try:
