"""Discovery: who is behind a handle (`webfinger`), and what runs on a host (`nodeinfo`)."""
