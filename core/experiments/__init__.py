"""What each page computes: its settings go in, plain values to draw come out."""
