"""What stands behind the checks: reading values and data sets, judging gradients."""
