"""Kaca against the alternative, side by side in one run: python -m benchmarks NAME."""
