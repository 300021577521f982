"""Documents that are made and opened again."""
