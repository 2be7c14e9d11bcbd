"""Measures one loaded database: `python -m bench.measure --cases N`. One JSON line a measure goes to the output."""

import argparse

import django


def main() -> None:
    """Run the measures whose names were asked for, or all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--rounds", type=int, help="how often each page is asked for")
    asked = parser.parse_args()
    django.setup()
    from bench import letters, lists, moves, pages, variables  # noqa: PLC0415 (the apps must be loaded first)
    from bench.meter import ROUNDS, Browser  # noqa: PLC0415

    user = pages.the_officer()
    browser = Browser(user, asked.rounds or ROUNDS)
    measures = {
        "frame": lambda: pages.people(browser, asked.cases),
        "queue": lambda: pages.queue(browser, asked.cases),
        "words": lambda: pages.words(browser, asked.cases),
        "case": lambda: pages.case(browser, asked.cases),
        "statistics": lambda: pages.statistics(browser, asked.cases),
        "perform": lambda: moves.one_move(user, asked.cases),
        "connections": lambda: moves.many_moves(user, asked.cases),
        "search": variables.on_this_database,
        "list": lambda: lists.long_list(asked.cases),
        "letter": lambda: letters.one_letter(asked.cases),
        "letters": lambda: letters.many_letters(asked.cases),
    }
    for name in asked.only or measures:
        measures[name]()


if __name__ == "__main__":
    main()
