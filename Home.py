"""Kaca: see into a neural network. The table of contents; `streamlit run Home.py` starts it."""

from ui import frame

frame.open_app().run()
