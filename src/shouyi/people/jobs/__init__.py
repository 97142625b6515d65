"""Work that takes longer than a page: queued, shown, cancelled, resumed."""
