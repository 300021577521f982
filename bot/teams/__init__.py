"""The one room that knows the Bot Framework: reads what Teams sends, writes what it gets."""
