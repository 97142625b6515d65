"""Work that takes longer than a page: queued, shown, cancelled, resumed.

An app writes its jobs in its own `jobs.py` (`@job`, `@schedule` of `jobs.registry`) and asks for them by
`jobs.queue.enqueue`.
"""
