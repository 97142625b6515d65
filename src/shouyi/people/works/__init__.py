"""Pages for whoever scans a work: the verdict, the steps, the check, the code to print, the way to report."""
