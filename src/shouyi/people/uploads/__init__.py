"""Files that people hand in, judged by content, kept encrypted."""
