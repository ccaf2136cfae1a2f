"""The least a Streamlit page can be: one slider and one text. What a rerun costs without Kaca."""

import streamlit as st

st.markdown(f"# {st.slider('Stride', 1, 4, 1, key='stride')}")
