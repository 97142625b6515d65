"""What a maker writes down alone, and the buyer confirms by a link."""
