"""What the machine does beside the mathematics: its threads, its progress bars."""
