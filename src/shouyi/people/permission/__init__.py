"""Who may do what: one table of rules, which pages, API and tests share. Nothing else decides."""
