"""Side-by-side timings of `helpers`, PyTorch, scikit-learn and the textbook loop."""
