"""How the processes of a test run share out the tests: one by one, a module whole where it makes something once."""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

# What a module has that makes something once for all of its tests. (FOLDER: for `loaded` of tests/registries.)
MADE_ONCE = re.compile(r'^@pytest\.fixture\(scope="module"|^FOLDER = ', re.MULTILINE)


@cache
def _makes_something_once(module: Path) -> bool:
    return bool(MADE_ONCE.search(module.read_text()))


class ModulesThatMakeSomethingOnceStayWhole(LoadScopeScheduling):
    """The largest first, then the others in their order. (pytest-xdist's own marks for this do nothing on pytest 9.)"""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::", maxsplit=1)[0]
        return module if _makes_something_once(self.config.rootpath / module) else nodeid
