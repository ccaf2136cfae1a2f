"""One slider and one text inside Kaca's frame: its sidebar, its header and its styles, without a page."""

import streamlit as st

from ui import frame

frame.open_app()
frame.header("convolution")


@st.fragment
def body() -> None:
    st.markdown(f"# {st.slider('Stride', 1, 4, 1, key='stride')}")


body()
