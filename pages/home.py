"""The home page: what Kaca is, and where to begin."""

from ui import frame, link

frame.header("home")
link.publish("home")
