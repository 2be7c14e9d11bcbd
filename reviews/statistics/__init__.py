"""Statistics: what is counted of each case, the sums of the months, and how pages draw and list them."""
