"""The tables of pages, texts and CSV files become lines that can be quoted: each cell beside its header, and no pipes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.domain.article import Span
from qa.ingest.cleaning.clean import clean
from qa.ingest.readers.from_request import raw_article
from qa.ingest.readers.tables import read_delimited, read_tables
from qa.text.rows import row_sentences
from tests.ingest.readers.driving import only_article, only_problem
from tests.strategies import article

LEAD = "More people voted in the council election of 12 May than in the last one, the returning officer said on Monday."
END = "The next election will be held in four years, when the boundaries of two wards will have changed again."
WARDS = ["Ward 3: Turnout 57 %; Votes cast 3,377.", "Ward 4: Turnout 61 %; Votes cast 3,942."]
PEOPLE = ["Mayor: Ann Lee.", "Clerk: Bob Roe."]
PIPES = "| Ward | Turnout | Votes cast |\n|------|--------:|:----------:|\n| Ward 3 | 57 % | 3,377 |\n| Ward 4 | 61 % | 3,942 |\n"
HTML = (
    "<tr><th>Ward</th><th>Turnout</th><th>Votes cast</th></tr><tr><td>Ward 3</td><td>57&nbsp;%</td><td>3,377</td></tr>"
    "<tr><td>Ward 4</td><td>61 %</td><td>3,942</td></tr>"
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def page(table: str) -> str:
    return f"<html><body><article><h1>Turnout rises</h1><p>{LEAD}</p>{table}<p>{END}</p></article></body></html>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", page(f"<table>{HTML}</table>")),
        ("a.md", f"{LEAD}\n\n{PIPES}\n{END}\n"),
        ("a.txt", f"{LEAD}\n\n{PIPES}\n{END}\n"),
        ("a.txt", f"{LEAD}\n\nWard\tTurnout\tVotes cast\nWard 3\t57 %\t3,377\nWard 4\t61 %\t3,942\n\n{END}\n"),
        ("a.csv", 'Ward,Turnout,Votes cast\nWard 3,57 %,"3,377"\nWard 4,61 %,"3,942"\n'),
        ("a.csv", "Ward;Turnout;Votes cast\r\nWard 3;57 %;3,377\r\nWard 4;61 %;3,942\r\n"),
        ("a.tsv", "Ward\tTurnout\tVotes cast\nWard 3\t57 %\t3,377\nWard 4\t61 %\t3,942\n"),
    ],
)
def test_each_row_is_a_line_in_which_a_cell_stands_beside_its_header(tmp_path: Path, name: str, text: str) -> None:
    path = written(tmp_path, name, text)
    read = only_article(path)
    stored = article(read.raw)
    assert [line for line in stored.clean.split("\n\n") if line.startswith("Ward")] == WARDS
    assert "|" not in stored.clean
    start = stored.clean.index(WARDS[1])
    assert stored.raw_span(Span(start, start + len(WARDS[1]))).of(read.raw) == WARDS[1]
    assert read.page == path.read_bytes().decode()


def test_the_rows_stand_where_the_table_stood(tmp_path: Path) -> None:
    lines = only_article(written(tmp_path, "a.html", page(f"<table>{HTML}</table>"))).raw.split("\n")
    assert lines[-4:] == [LEAD, *WARDS, END]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<tr><th>Mayor</th><td>Ann Lee</td></tr><tr><th>Clerk</th><td>Bob Roe</td></tr>", PEOPLE),
        ("<tr><td>Mayor</td><td>Ann Lee</td></tr><tr><td>Clerk</td><td>Bob Roe</td></tr>", PEOPLE),
        ("<caption>Results</caption>" + HTML, ["Results", *WARDS]),
        ("<tr><td>Year</td><td>Rent</td></tr><tr><td>2024</td><td>€900</td></tr>", ["Year 2024: Rent €900."]),
        ("<tr><th rowspan=2>North</th><td>Ward 1</td><td>54</td></tr><tr><td>Ward 2</td><td>48</td></tr>",
         ["North: Ward 1; 54.", "North: Ward 2; 48."]),
        ("<tr><th>Ward</th><th colspan=2>Votes</th></tr><tr><td>Ward 1</td><td>5</td><td>6</td></tr>",
         ["Ward 1: Votes 5; Votes 6."]),
    ],
)  # fmt: skip
def test_tables_of_other_shapes_keep_every_cell(tmp_path: Path, table: str, lines: list[str]) -> None:
    raw = only_article(written(tmp_path, "a.html", page(f"<table>{table}</table>"))).raw
    between = raw.split(LEAD)[1].split(END)[0].strip().split("\n")
    assert between == lines


def test_a_table_that_only_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    table = f"<table><tr><td>Menu</td><td>{LEAD * 4}</td></tr><tr><td>More</td><td>{END * 4}</td></tr></table>"
    assert "Menu:" not in only_article(written(tmp_path, "a.html", page(table))).raw


@pytest.mark.parametrize(
    "text",
    [
        f"Home | News | Sport\n\n{LEAD}\n",
        f"Home | News | Sport\nTowns | Sea | Roads\n{LEAD}\n",
        f"\tThe mayor spoke.\n\tThe clerk did not.\n\tNobody minded.\n{LEAD}",
        f"a | b\nc | d | e\nf\n{LEAD}",
    ],
)
def test_lines_with_pipes_or_tabs_that_are_no_table_stay(text: str) -> None:
    assert read_tables(text) == text


def test_a_table_in_the_text_of_a_request_is_read_too() -> None:
    read, _notes = raw_article("a", {"text": f"{LEAD}\n\n{PIPES}"})
    assert read.raw.splitlines()[-2:] == WARDS


def test_a_csv_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert "table" in only_problem(written(tmp_path, "a.csv", f'a,"{"b" * 140_000}"\n'), limit=1_000_000).message


CELLS = st.lists(st.lists(st.text("ab12%|¦ \n.:;é", max_size=6), min_size=1, max_size=4), min_size=1, max_size=5)


@given(CELLS)
def test_no_line_has_a_pipe_and_no_value_is_lost(rows: list[list[str]]) -> None:
    lines = "\n".join(row_sentences(rows, has_header=False))
    assert "|" not in lines
    assert "¦" not in lines
    for row in rows:
        for cell in row:
            assert all(word in lines for word in cell.replace("|", " ").replace("¦", " ").split())


@pytest.mark.parametrize(
    "text", ["|" * 200_000, "| a " * 100_000, "|-" * 100_000, "a\t" * 100_000, "|a|\n" * 50_000, " " * 100_000 + "|"]
)
@pytest.mark.no_cover  # many times the same
def test_no_number_of_pipes_makes_reading_run_away(text: str) -> None:
    assert isinstance(clean(read_tables(text)).text, str)
    assert isinstance(read_delimited(f"{text[:200_000]}\n"), str)
