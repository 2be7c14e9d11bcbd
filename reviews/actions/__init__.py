"""What the authority does with a case: a verb each, keyword-only, atomic, `by=` first."""
