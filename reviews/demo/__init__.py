"""Invented people and cases, for trying the portal out (only with DEMO=1)."""
