"""One customer: how we stand with them, who is there, what they were granted, what was noted, and what comes next."""
