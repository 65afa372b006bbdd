"""The arguments of the command line: its commands, their options, and the help."""

import argparse
from pathlib import Path

ANNOTATION_FORMATS = [
    "brat",
    "catma",
    "conll",
    "doccano",
    "hypothesis",
    "json",
    "label-studio",
    "polnear",
    "recogito",
    "tei",
    "uima-json",
    "uima-xmi",
    "w3c",
    "webanno-tsv",
]
"""Names of formats of annotations, here again: their table takes a tenth of a second to load."""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; `command` of what it returns is the name of a command."""
    parser = argparse.ArgumentParser(
        "wortlaut", description="Serve news articles and the statements quoted in them, word for word."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary)

    _add_serve_options(add("serve", "Update the database, load the seed into a new one, and serve it."))
    migrate = add("migrate", "Update the tables of the database.")
    migrate.add_argument(
        "revision", nargs="?", default="head", help="head, a migration to go back to, or base for none"
    )
    add("reindex", "Make the full-text index anew from the articles.")
    _add_draft_options(add("draft", "Make drafts of documents from texts and pages, to be reviewed."))
    _add_import_options(add("import", "Import articles from documents."))
    _add_convert_options(add("convert", "Make documents of annotations that other tools have made."))
    _add_export_options(
        add("export", "Write articles as documents that can be imported again, or quotes as CSV.")
    )
    backup = add("backup", "Copy a SQLite database to a new file, also while it is served.")
    backup.add_argument("file", type=Path, metavar="FILE", help="the file to create")
    add("token", "Make a token for writing over HTTP, and its digest for the server.")
    _add_verify_options(add("verify", "Check whether words occur in the articles, and who said them."))
    review = add("review", "Open the page on which a person reviews drafts, for this machine alone.")
    review.add_argument(
        "path", type=Path, metavar="FILE_OR_FOLDER", help="a .json document, or a folder of them"
    )
    review.add_argument("--port", type=int, default=0, help="the port to listen on (default: any free one)")
    add("mcp", "Offer tools to a language model (MCP) on standard input and output.")
    add("check", "Compare every stored quote with the text and the digest of its article.")
    return parser


def _add_serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: %(default)s)")
    parser.add_argument("--quiet", action="store_true", help="do not log requests")
    parser.add_argument(
        "--workers", type=int, default=1, help="the number of processes, on PostgreSQL (default: %(default)s)"
    )


def _add_import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a .json document, a .jsonl file with a document on each line, a folder of both, or - for lines "
        "from standard input",
    )
    parser.add_argument(
        "--keep-going", action="store_true", help="skip refused documents instead of stopping"
    )
    parser.add_argument(
        "--reviewed", action="store_true", help="take drafts, although parts of them wait for a review"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write refused documents and their errors as JSON Lines"
    )


def _add_convert_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a file of annotations, or a folder of them"
    )
    parser.add_argument(
        "--from", dest="format", required=True, choices=ANNOTATION_FORMATS, help="the format of the files"
    )
    parser.add_argument(
        "--text",
        type=Path,
        metavar="PATH",
        help="the text that the annotations are on, or a folder of texts as NAME.txt; without it, a text is "
        "looked for beside its annotations, and in a folder text beside theirs",
    )
    parser.add_argument("--map", type=Path, metavar="FILE", help="what labels mean, and who speaks (TOML)")
    parser.add_argument(
        "--map-template",
        type=Path,
        metavar="FILE",
        help="write a map with the labels of these files, to be edited, instead of documents",
    )
    parser.add_argument(
        "--unit",
        choices=["codepoints", "utf16", "graphemes"],
        help="what the offsets count (default: what fits the words of the file)",
    )
    parser.add_argument(
        "--to",
        dest="target",
        type=Path,
        metavar="FOLDER",
        help="write each document there as ID.json (default: a document on each line of standard output)",
    )
    parser.add_argument(
        "--keep-going",
        action="store_true",
        help="skip refused files, and annotations of Hypothesis whose words are no longer in the text",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write what each text lost, the worst first, as JSON Lines",
    )


def _add_export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "article", nargs="?", help="the id of an article (default: all, with --to or --format jsonl)"
    )
    for name, exported in (
        ("speaker", "articles or quotes"),
        ("language", "articles or quotes"),
        ("publisher", "articles; not with --format csv"),
        ("addressee", "quotes; with --format csv alone"),
        ("statement", "quotes; with --format csv alone"),
        ("type", "quotes; with --format csv alone"),
    ):
        parser.add_argument(f"--{name}", action="append", help=f"a filter of {exported}; may be repeated")
    parser.add_argument(
        "--from",
        metavar="DAY",
        help="only articles published, with --format csv quotes of statements made, on YYYY-MM-DD or later",
    )
    parser.add_argument("--until", dest="to", metavar="DAY", help="the same, on DAY or earlier")
    parser.add_argument(
        "--to",
        dest="target",
        type=Path,
        metavar="PATH",
        help="a folder, for each article as ID.json; or the file for --format parquet",
    )
    parser.add_argument(
        "--format",
        choices=["documents", "jsonl", "csv", "parquet"],
        default="documents",
        help="to standard output: jsonl, a document on each line, or csv, a quote in each row; to the "
        "file of --to: parquet. Addresses of quotes begin with WORTLAUT_PUBLIC_URL (default: %(default)s)",
    )


def _add_verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", help="the words that were said according to the claim")
    parser.add_argument(
        "--file",
        type=Path,
        metavar="TEXT",
        help="verify every quotation in this text, or - for standard input",
    )
    parser.add_argument("--speaker", help="who said them according to the claim: an id or a name")
    parser.add_argument("--article", help="search only the article with this id")
    parser.add_argument(
        "--language", help="search only articles in this language; with --file the language of the text"
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON, as the API does")


def _add_draft_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="a text (.txt), a page (.html; with the extra html), a folder of both, or - for standard input",
    )
    parser.add_argument("--language", help="the language of all of them; else what a page states, or a guess")
    parser.add_argument(
        "--to",
        dest="target",
        type=Path,
        metavar="FOLDER",
        help="write each as ID.json (default: a line each)",
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what needs a review as JSON Lines, the worst first"
    )
    parser.add_argument(
        "--show", action="store_true", help="print the articles with their quotes and speakers marked"
    )
