"""Microsoft Graph: filing documents, the calendar and people, behind ports of our own."""
