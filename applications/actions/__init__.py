"""What an applicant does with a case: a verb each, keyword-only, atomic, `by=` first."""
