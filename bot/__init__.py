"""The bot: hears, answers, and wires the house together."""
