"""Pages for everybody: what this is, and the guide in plain words."""
