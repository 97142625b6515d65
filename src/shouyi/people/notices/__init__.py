"""Messages to people: in the pages, by mail, by SMS; preferences and quiet hours."""
