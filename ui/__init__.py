"""What pages share: session, the only cache, filters and their links, components, charts. May import streamlit; no SQL."""
