"""What is done to the files of the notebooks."""
