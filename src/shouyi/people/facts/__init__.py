"""Facts that organisations hand in: orders and reviews, rehearsed first, undone while there is time, admitted once."""
