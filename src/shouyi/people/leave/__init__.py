"""Leave that somebody declares of their own: to say it, see it, end it. No page asks why, and none could keep it."""
