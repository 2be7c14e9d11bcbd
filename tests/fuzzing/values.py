"""What hypothesis sends: requests that are plausible but for a value or three."""

from dataclasses import dataclass, field
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

from tests.applications.applicant import PDF

ODD = (
    *(
        "",
        " ",
        "0",
        "-1",
        "-0",
        "+1",
        "1,5",
        "1e9",
        "1e400",
        "-1e400",
        "NaN",
        "-Infinity",
        "sNaN",
        "½",
        "٣",
        "²",
        "0x10",
    ),
    *(str(2**31), str(2**63), str(-(2**63) - 1), "9" * 40, "9" * 5000, "0." + "3" * 60, "1_000", "1 000", "True"),
    *("2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-09", "2026-W37", "31/12/2026"),
    *("2026-09-07T25:61", "2026-09-07 08:00", "12:00", "-2026-09-07", "1969-12-31", "1900-01-01"),
    *(
        "a\x00b",
        "\x00",
        "\ufeff",
        "\u202eabc",
        "\u2028",
        "\x1b[0m",
        "\r\nX-Odd: 1",
        "e\u0301" * 200,
        "😀" * 90,
        "İ",
        "ß",
    ),
    *("x" * 300, "x " * 6000, "Å" * 255, "%", "%s%n", "%00", "{0}", "{{ x }}", "{% x %}", "<script>", "'", '"', "\\"),
    *(
        "..",
        "../../etc/passwd",
        "/",
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
    ),
    *("[]", "{}", "null", "true", "1", '""', "[[]]", "[null]", "[1]", "[{}]", '{"a": {"b": []}}', "[", '{"a":', "NaN"),
    *(
        '[{"name": null}]',
        '[{"name": ["x"]}]',
        '["\\u0000"]',
        '["\\ud800"]',
        '{"rows": 1}',
        "[" * 3000,
        '[{"a": 1e999}]',
    ),
    *('[["patients", "HDIA"]]', '[{"registry": {}, "variable": []}]', '{"\\u0000": "\\u0000"}', '[{"code": 5}]'),
    *("00000000-0000-0000-0000-000000000000", "0" * 32, "not-a-uuid", "e30", "e30=", "e30:x:y", "WyIyMDI2Il0", "AAAA"),
    *("open", "mine", "-deadline", "deadline", "next", "page", "csv", "sv", "xx", "on", "none", "new", "a@b", "a@b.c"),
    *(
        "a" * 250 + "@example.org",
        "å@exämple.org",
        "202100-2874",
        "20210028740",
        "C50",
        "A00-Z99",
        "1-",
        "-",
        ",",
        ";,;",
    ),
    *("sections/0", "sections/data/questions/0", "-1/-1", "data.0", "__class__", "pk", "id", "draft", "closed"),
)
NAMES = (
    *("page", "before", "after", "sort", "order", "view", "q", "next", "lang", "from", "to", "year", "day", "date"),
    *("stage", "officer", "registry", "kind", "version", "tab", "show", "do", "sure", "id", "pk", "e", "format", "at"),
)
LIKELY = {
    **{"text": "Words", "textarea": "Words", "search": "hip", "email": "new@example.org", "date": "2026-09-07"},
    **{"number": "3", "tel": "+46 70 123 45 67", "password": "a-long-and-dull-password", "url": "https://example.org/"},
    **{"checkbox": "on", "hidden": "", "month": "2026-09", "time": "10:00", "datetime-local": "2026-09-07T10:00"},
}
FILES = {
    "empty.pdf": b"",
    "letter.pdf": PDF,
    "letter.xlsx": PDF,
    "odd\u202e.csv": b"\xff\xfe\x00name;label\r\n\x00;\xc3",
    "table.csv": b"name,label\nHDIA,Diagnosis\n",
    "x" * 300 + ".txt": b"\x00",
}


@dataclass(frozen=True)
class Target:
    """Something that can be asked: an address, and the names and likely values of what is sent to it."""

    method: str
    address: str
    likely: dict[str, list[str]] = field(default_factory=dict, hash=False)
    choices: dict[str, list[str]] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()


@dataclass
class Request:
    """One request: what a test can keep."""

    method: str
    address: str
    sent: dict[str, list[str]]
    files: dict[str, str] = field(default_factory=dict)
    partly: bool = False

    def query(self) -> str:
        """What was sent, as the query of an address."""
        return "&".join(f"{quote(name)}={quote(value)}" for name, values in self.sent.items() for value in values)

    def form(self) -> dict:
        """What was sent, as a form with its files."""
        files = {name: SimpleUploadedFile(file, FILES[file]) for name, file in self.files.items()}
        return self.sent | files


def values(known: list[str]) -> st.SearchStrategy[str]:
    """A value: an odd one, somebody else's, or anything."""
    others = [st.sampled_from(known)] if known else []
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    return st.one_of(st.sampled_from(ODD), *others, anything, st.integers().map(str))


@st.composite
def requests(draw, targets: list[Target], names: list[str], known: list[str]) -> Request:
    """A request to one of the targets, likely but for up to three values."""
    forms = [target for target in targets if target.method == "post"]
    target = draw(st.sampled_from(forms if forms and draw(st.booleans()) else targets))
    sent = {name: list(likely) for name, likely in target.likely.items()}
    anything = values(known)
    own = sorted({*target.likely, *target.choices}) or names
    for _ in range(draw(st.integers(0 if target.likely else 1, 3))):
        name = draw(st.sampled_from(own) if draw(st.integers(0, 4)) else st.sampled_from(names))
        options = target.choices.get(name) or []
        one = st.one_of(anything, st.sampled_from(options)) if options else anything
        sent[name] = draw(st.lists(one, max_size=3) if draw(st.integers(0, 4)) == 0 else st.tuples(one).map(list))
    files = {name: draw(st.sampled_from(sorted(FILES))) for name in target.files if draw(st.booleans())}
    return Request(target.method, target.address, sent, files, partly=draw(st.integers(0, 3)) == 0)
