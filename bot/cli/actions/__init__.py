"""What each command of the terminal does: one module for each command or family of commands."""
