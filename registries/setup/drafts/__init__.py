"""The next version of a form, written in the browser: begun from the one in force, changed part by part."""
