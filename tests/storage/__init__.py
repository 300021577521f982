"""What is promised of storage, on both databases."""
