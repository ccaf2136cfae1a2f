"""Training outside the page: job specifications go in, events come out."""
