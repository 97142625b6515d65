"""Trade evidence: orders, dispatch, delivery, cancellation, returns, reviews and visits that were repeated."""
