"""What was seen: facts as their sources stated them, judged for form before anything is written down."""
