"""What pages share: session, the cache of results, filters and their links, components, charts. May import streamlit; no SQL."""
