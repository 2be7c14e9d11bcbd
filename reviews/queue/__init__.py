"""The queue of the desk. Everything that is chosen in it stands in the address, and a page costs the same at any size.

`choice` reads the address, `cases` finds a page, `counts` counts the views; `views`, `filters`, `orders` and `columns`
say what there is to choose.
"""
