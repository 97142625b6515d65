"""Pages for one artisan alone: the own file, and the own assessment with its reasons."""
