"""The home page: what Kaca is, where to begin, and what this computer brings along."""

import psutil
import streamlit as st

from core import devices
from core.data import digits
from ui import cards, frame, link
from ui.labels import option, say
from ui.pages import PAGES

frame.header("home")
link.publish("home")

st.markdown(f"## {say('ui.home_path')}", anchors=False)
columns = st.columns(3)
for number, page in enumerate(PAGES):
    with columns[number % 3]:
        cards.draw(number + 1, page)

left, right = st.columns(2)
with left:
    st.markdown(f"## {say('ui.home_device')}", anchors=False)
    for device in devices.devices():
        threads = f" · {say('ui.threads', threads=device.threads)}" if device.threads else ""
        st.markdown(f"**{option('device', device.code)}** · {device.name} · {device.memory / 2**30:.0f} GB{threads}")
    free = psutil.virtual_memory().available / 2**30
    st.markdown(say("ui.free_memory", free=f"{free:.0f}"))
with right:
    st.markdown(f"## {say('ui.home_data')}", anchors=False)
    for name in ("digits", "mnist"):
        st.markdown(f"**{option('data', name)}** · {say('ui.present_data' if digits.present(name) else 'ui.absent_data')}")
