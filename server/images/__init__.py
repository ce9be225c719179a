"""Images: what members upload is never served; only what we made of it in a fenced process is."""
