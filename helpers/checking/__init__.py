"""The machinery behind the checks: reading values, and a second look at gradients."""
