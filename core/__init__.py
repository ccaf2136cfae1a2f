"""The mathematics, models, data and training behind Kaca, in PyTorch. Knows nothing of any user interface."""
