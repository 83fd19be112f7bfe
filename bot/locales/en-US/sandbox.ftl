# What the sandbox prints in the terminal.

sandbox-showing = { $view }: open { $url }
sandbox-moved = Discord’s clock now says { $now }.
sandbox-restarted = The bot has restarted. Buttons on older replies still work.
sandbox-try = Four things to try in the box at the bottom of the page:
sandbox-try-anything = what do you know?
sandbox-try-timeline = /timeline (press Enter twice)
sandbox-try-mention = in the direct message (key d, or --view dm), just type: { $question }
sandbox-try-digest = as Ada (“Viewing as”): /digest create, with “when-empty” set to a story from the archive; then press t to skip a day
sandbox-unasked = What the bot posts by itself appears within a second or two.
sandbox-keys = Keys: g #general, n #newsroom, d direct message, h skip an hour, t skip a day, r restart the bot, q quit.
sandbox-no-keys = There is no terminal here to press keys in. Choose a channel with --view general, newsroom or dm; stop with Ctrl-C.
sandbox-bye = The sandbox has closed.
