# What the sandbox prints on the terminal.

sandbox-showing = { $view }: open { $url }
sandbox-moved = Discord’s clock: { $now }.
sandbox-restarted = The bot was restarted; buttons of older replies still work.
sandbox-try = Four things to try, in the box at the bottom of the page:
sandbox-try-anything = what do you know?
sandbox-try-timeline = /timeline (press Enter twice)
sandbox-try-mention = in the direct message (key d, or --view dm) just type: { $question }
sandbox-try-digest = as Ada (“Viewing as”): /digest create, with when-empty: a story from the archive; then key t, a day on
sandbox-unasked = What the bot posts by itself appears within a second or two.
sandbox-keys = Keys: g #general, n #newsroom, d direct message, h an hour on, t a day on, r restart the bot, q quit.
sandbox-no-keys = There is no terminal here, so no keys: choose with --view general, newsroom or dm; end it with Ctrl-C.
sandbox-bye = The sandbox is closed.
