"""Real `mhrmb serve` processes, killed, stopped and run side by side."""
