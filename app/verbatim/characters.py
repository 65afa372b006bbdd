r"""Every class of characters that decides something about texts, each with its reason.

A constant is the inside of a character class, as in `f"[{SPACES}{ZERO_WIDTH}]"`, with the ranges and escapes
of `re` and the properties (\p{...}) of `regex`. `list_characters` spells out those without properties. A
change here changes the content of the indexes and the reading of claims.
"""

import unicodedata

import regex


def list_characters(ranges: str) -> str:
    """Return the characters of a class that has no properties, ranges spelt out."""
    characters: list[str] = []
    for found in regex.finditer(r"\\?+(.)(?:-\\?+(.))?", ranges, regex.DOTALL):
        first, last = found[1], found[2] or found[1]
        characters += map(chr, range(ord(first), ord(last) + 1))
    return "".join(characters)


# --- Words ---

# Words are looked up by letters and digits alone.
ALPHANUMERIC = r"\p{L}\p{N}"
# An underscore joins the parts of the name of an account; Python's \w agrees.
WORD_START = rf"{ALPHANUMERIC}_"
# An accent typed behind its letter belongs to the word.
WORD = rf"{WORD_START}\p{{M}}"
# Scripts that are written without spaces: every character is a word.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Signs that belong to a word or a number between two of its letters or digits (UAX 29, WB6 to WB12).
WITHIN_WORDS = ".,:;'’‘·\u2024\ufe52\uff0e_"
# Chinese and Japanese have no spaces; a browser sees the edge of a word behind their punctuation.
CJK_STOPS = "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01"
# Vowels and final consonants of Korean are letters by Unicode, but compose with the letter before, as accents
# do.
HANGUL_PARTS = "\u1160-\u11ff"
# Latin, Greek, Cyrillic and Armenian letters with their usual punctuation: folding changes nothing of these
# but marks, dashes, spaces and dots. Not U+02BC, a letter that folding takes for an apostrophe, nor U+00AD.
COMMON_CHARACTERS = (
    "\t\n\r -~\u00a0-\u00ac\u00ae-\u02bb\u02bd-\u02ff"
    "\u0370-\u0482\u048a-\u0556\u2010-\u201f\u2026\u2030\u2039\u203a\u20ac"
)
# Latin, Greek, Cyrillic and Hangul with the usual punctuation: words among these are runs of Python's \w. No
# underscore, no marks, nothing invisible, no scripts without spaces, and not U+02BC.
PLAIN_WORDS = (
    "\x00-\x5e\x60-\xac\xae-\u02af\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\uac00-\ud7a3"
)

# --- Quotation marks and apostrophes ---

# Primes are no quotation marks: 5′ and 5″ are different lengths.
SINGLE_MARKS = "'‚‘’‛‹›`´ʼ＇❛❜"
DOUBLE_MARKS = '"„“”‟«»＂「」『』《》〝〞〟❝❞'
# Behind these, as behind white space, a mark opens.
BEFORE_OPENING = "([{/-–—"
# Two characters that are typed for a mark, as opening and closing.
TYPED_MARKS = ((",,", "''"), ("<<", ">>"), (">>", "<<"), ("``", "''"), ("''", "''"))
# Between letters these are one apostrophe, whichever the keyboard has.
APOSTROPHES = "'’ʼ`´＇‛"
# A search is typed in a hurry: its apostrophe may also be an opening mark.
TYPED_APOSTROPHES = f"{APOSTROPHES}‘"
# The two that newsrooms write, in a possessive (Kim's) too; the others also are accents and letters.
COMMON_APOSTROPHES = "'’"
# Unicode calls this a letter; it is typed for the apostrophe, so it is none in a search.
APOSTROPHE_LETTER = "ʼ"
# ’68er and ’s begin with it, so it opens a phrase of a search only where a mark closes that.
LEADING_APOSTROPHE = "’"
# After a digit, a double mark that may mean inches; a single one would be feet.
INCH_MARKS = '"”＂'
# A mark behind a digit at the end of a claim that may be feet or inches instead of a lone closing mark.
UNIT_MARKS = "'\"’”"
# By opening mark, what closes a phrase in a search: anywhere, and only where no white space is before it.
# „ “, “ ”, " ", » «, « », ‚ ‘, ‘ ’, and the ones typed for them. An English closing mark may be a German
# opening or closing one, but behind a space it opens.
CLOSING_MARKS = {
    '"': ('"', "“”"),
    "„": ('"“”', ""),
    "“": ('"”', "“"),
    "”": ('"”', ""),
    "»": ("«»", ""),
    "«": ("»«", ""),
    "‚": ("‘’", ""),
    "‘": ("‘’", ""),
    "’": ("‘’", ""),
}
# The same for marks of an article that open none in a search, where they are apostrophes.
INNER_CLOSING_MARKS = {
    "'": ("'’", ""),
    "‹": ("›‹", ""),
    "›": ("‹›", ""),
    "‚": ("‘’'", ""),
    "‘": ("’'", ""),
    "‟": ("”", "“"),
}
# By two characters that are typed for a mark of an article, the mark. Not ,, behind a word.
TYPED_FOR_MARKS = {",,": "„", "''": '"', "``": "“", "<<": "«", ">>": "»"}

# --- Hyphens and dashes ---

HYPHENS = r"\-‐‑﹣－"
# These join words in ranges and pairs (2022–23), as hyphens do; the minus is typed for them.
JOINING_DASHES = "‒–−"
# A hyphen bullet is no joint in a search.
DASHES = f"{JOINING_DASHES}⁃"
# They part words; a hyphen joins them.
LONG_DASHES = "—―﹘"
# A soft hyphen is invisible within a line. PDFium writes U+FFFE or U+0002 for a hyphen at a line end.
SOFT_HYPHENS = "\u00ad\ufffe\x02"
# Only these of them may be in an article, where they mark the end of a line.
LINE_BREAK_SIGNS = "\u00ad\u00ac\u2e17"
# Signs that break a word at a line end, beside hyphens: the not sign and the double oblique hyphen are what
# some encodings and typefaces make of one.
VISIBLE_HYPHENS = f"{HYPHENS}\u00ac\u2e17"
LINE_HYPHENS = f"{VISIBLE_HYPHENS}{SOFT_HYPHENS}"
# At the very start of a text, before white space, they are those of a list.
BULLETS = "•◦▪‣·●■○\uf0b7"
SIGN_BULLETS = f"{HYPHENS}{DASHES}{LONG_DASHES}+*"
# Before a word of a search these exclude it; word processors make a dash of a hyphen behind a space.
EXCLUSION_SIGNS = r"\-−–"

# --- White space and invisible characters ---

SPACES = "\t\n\x0c\r\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# A word may be broken at any of these.
LINE_ENDS = "\n\x0c\r\u2028\u2029"
LINE_SPACES = "".join(one for one in list_characters(SPACES) if one not in LINE_ENDS)
# Only these end a block: they are the ones that every editor shows as the end of a line.
BLOCK_ENDS = "\r\n"
# Joiners, marks of direction and variation; but not the two that turn the order of letters around.
ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
# Embeddings, overrides and isolates: between two of these, words may be shown in another order (UAX 9).
DIRECTION_CONTROLS = "\u202a-\u202e\u2066-\u2069"
# Some of those of no width are marks by Unicode. A pattern that allows both must read each in one way, or it
# is slow.
ZERO_WIDTH_NO_MARKS = "".join(
    character
    for character in list_characters(ZERO_WIDTH)
    if not unicodedata.category(character).startswith("M")
)
ZERO_WIDTH_NOT_SOFT = "".join(one for one in list_characters(ZERO_WIDTH) if one not in SOFT_HYPHENS)
# No text may hold these. NUL, because SQLite stores it and PostgreSQL does not; the other control characters,
# lone surrogates and noncharacters, because no news text holds them and some software drops them silently,
# which would shift every offset. Tab and line ends are allowed.
FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
# The texts of articles may hold these control characters, nothing else may: corpora have them where the marks
# and dashes of a Windows code page were read as Latin-1. None ends a block, U+0085 (next line) included.
C1_CONTROLS = "\x80-\x9f"

# Software that reads PDF writes a form feed at the end of a page, and soft hyphens of its own. A claim may
# have these and C1 control characters: they are not typed but pasted.
PASTED = f"\x02\x0c\ufffe{C1_CONTROLS}"

# --- Letters in other forms ---

# Ligatures and the long s are other forms of letters.
LIGATURES = "\ufb00-\ufb06\u017f"
# An accent that is typed beside its letter, as software reads it from the PDFs of some typesetters, and the
# combining mark that it means.
SPACING_ACCENTS = {
    "\u00a8": "\u0308",
    "\u00af": "\u0304",
    "\u00b4": "\u0301",
    "\u00b8": "\u0327",
    "`": "\u0300",
    "\u02c6": "\u0302",
    "\u02c7": "\u030c",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02db": "\u0328",
    "\u02dc": "\u0303",
    "\u02dd": "\u030b",
}

# --- Reference marks ---

# Signs of footnotes. They are attached to a word, which U+2020 is not where it means a death.
NOTE_SIGNS = "*†‡"
SUPERSCRIPT_DIGITS = "⁰¹²³⁴-⁹"
# A reference mark may follow these. The others are signs of units and numbers.
BEFORE_NOTES = r".,;:!?…)\]“”\"’‘'»«›‹"

# --- Punctuation ---

# The second is used in mathematics and by some keyboards; three full stops are typed for either.
ELLIPSES = "…⋯"
# At the very end of a claim these may be the citing sentence's own.
FINAL_STOPS = ".,"
# They are read as words or hang on them: 5 %, 10 €, #Kim, Wort*. All others are punctuation.
SIGNS = r"\p{S}%‰§&@#*†‡¶"
# Words before one of these in a claim introduce the quotation, words behind one name its speaker ("Kim:",
# "(Kim)", "— Kim, 2023"). As written by folding.
PARTING_MARKS = r":()\[\]\-—„/|"
# No space remains before these when a bracket is removed.
PUNCTUATION = ".,;:!?"
SENTENCE_ENDS = ".!?…"
# A sentence with one of these is no statement.
QUESTION_ENDS = "?!？！؟‽⁇⁈⁉‼❓❔❗❕⸮՞\u037e"
# With white space on both sides these close a quotation: « non ».
CLOSING_FORMS = "»›”’"
# They may follow the mark that ends a sentence, and belong to it.
SENTENCE_CLOSERS = "“”\"'‘’»«)"
# Within a word they join the form for all genders: Leser*innen, Nutzer:innen.
GENDER_SIGNS = "*:"
# Punctuation at the edges of words in common scripts; the rest of a word is one token as a rule.
AROUND_WORDS = "„“”‚‘’\"'»«›‹.,:;!?()\\[\\]…"
# They may close a word, and a hyphen behind them joins a compound or replaces its rest: ‚Nein‘-Stimmen.
WORD_CLOSERS = rf"{SINGLE_MARKS}{DOUBLE_MARKS})\]%‰°"
# A hyphen may be among these: 5-%-Hürde.
COMPOUND_CLOSERS = f"{WORD_CLOSERS}-"

# --- Numbers ---

# Before a digit they are part of the number: -5 is not 5, nor is ≥5.
COMPARISON_SIGNS = "~≈≤≥<>"
NUMBER_SIGNS = f"-+±∓{COMPARISON_SIGNS}"
# Between digits they are part of the number: 1,5 and 3/4, 10:30, 2·3, 10^3, and Arabic separators.
DIGIT_JOINTS = ".,:/⁄·٫٬^×"
# What a search takes for one number without reading all that a text may have.
TYPED_DIGIT_JOINTS = ",:/"
# Before a digit, where no letter, digit or another of these is before: .5 is half.
DECIMAL_POINTS = ".,"
FRACTION_SLASHES = "/⁄"
VULGAR_FRACTIONS = "¼-¾⅐-⅞"
# The sign of an exponent: 10⁻³ is one number.
SUPERSCRIPT_SIGNS = "⁺⁻"

# --- Names ---

# These vary within a name from one article to the next; the underscore is of addresses, and the last two
# dots of names from Japanese.
NAME_SEPARATORS = rf"\s_.·・･{HYPHENS}{JOINING_DASHES}{LONG_DASHES}"
# One apostrophe in a name, whichever a transliteration has: O’Neill.
NAME_APOSTROPHES = f"{TYPED_APOSTROPHES}ʻ′"
# Accents, and the points of Hebrew and Arabic, are often left out. Not in here: marks that make another
# letter, as those of Kana and Thai do, and the breve, which makes й of и.
ACCENTS = "\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
BREVE = "\u0306"
# By letter, what is typed on a keyboard that lacks it, where taking off its accent does not suffice.
PLAIN_LETTERS = {
    **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"},
}
# By letter, what some languages write for it instead of leaving out the accent.
SPELT_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}

# --- What folding writes for a class ---

FOLDED_APOSTROPHE = "’"
# One for single and double marks: which are outside and which inside is a matter of house style.
FOLDED_MARK = "„"
FOLDED_INCH_MARK = '"'
FOLDED_DASH = "-"
FOLDED_LONG_DASH = "—"
FOLDED_ELLIPSIS = "…"
FOLDED_SPACE = " "
