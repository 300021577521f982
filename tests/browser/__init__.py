"""The bot as people see it: Microsoft's local Teams client in Chromium, against the real bot."""
