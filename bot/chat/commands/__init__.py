"""The slash commands and context menus, one module for each family."""
