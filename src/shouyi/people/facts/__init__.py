"""Tables that organisations hand in: orders, reviews, outcomes; rehearsed, undone while there is time, admitted."""
