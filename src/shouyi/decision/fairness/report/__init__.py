"""Reports: what an audit measured, as tables of whole millionths and sentences by code; JSON with a schema, versioned.

Pages turn codes into words in both languages; nothing here is text for people but what `told` prints at a terminal.
"""
