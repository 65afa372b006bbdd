"""Several kinds at once, as a mail, a page of the web or a PDF has them; and the same with one other word."""

from tests.text.verdict_cases.case import Group

MAIL = (
    "> Die L&auml;nder drucken z.B. 12% der Au\ufb02age -- etwa 1,5 Millio-\n"
    "> nen Hefte -- **nicht** selbst;[4] das ist schade."
)
PAGE = (
    "<p>„Die La\u00a8nder drucken z.\u00a0B. 12&nbsp;% der Auf\u00ac\nlage --- etwa 1,5 Millionen "
    "<i>Hefte</i> --- nicht selbst ; das ist schade.“[2]</p>"
)
SCAN = (
    "Die L¨ander dru\ufffecken z. B. 12 % der Auflage — etwa 1,5 Mil-\flionen Hefte — "
    "nicht selb\u017ft; das ist"
)
LIST = "- We didn&#39;t raise the fee for U. S. members : it stays at $1,500--for now."
NOTE = "*We didn't raise the fee* for U.S. mem\u0002bers: it stays at $1,500 --- for now.†"

GROUPS = (
    Group(
        "together-german",
        "Mara Ohm schrieb: „⟦Die Länder drucken z. B. 12 % der Auflage – etwa 1,5 Millionen Hefte – "
        "nicht selbst; das ist schade.⟧“",
        same=(MAIL, PAGE, SCAN),
        other=(
            MAIL.replace("**nicht** ", ""),
            MAIL.replace("**nicht**", "~~nicht~~"),
            MAIL.replace("1,5", "1,6"),
            MAIL.replace("1,5", "1, 5"),
            MAIL.replace("L&auml;nder", "L&ouml;nder"),
            MAIL.replace("Die", "die"),
            MAIL.replace("12%", "2%"),
            MAIL.replace("selbst;", "selbst:"),
            PAGE.replace("nicht", "<del>nicht</del>"),
            PAGE.replace("La\u00a8nder", "Lander"),
            PAGE.replace("12&nbsp;%", "12&nbsp;&permil;"),
            PAGE.replace("schade.", "schade?"),
            PAGE.replace("Millionen", "Milliarden"),
            SCAN.replace("nicht ", ""),
            SCAN.replace("selb\u017ft; das", "selb\u017ft das"),
            SCAN.replace("Hefte", "hefte"),
        ),
    ),
    Group(
        "together-english",
        "Mara Ohm wrote: “⟦We didn’t raise the fee for U.S. members: it stays at $1,500 — for now.⟧”",
        same=(LIST, NOTE),
        other=(
            LIST.replace("didn&#39;t", "did"),
            LIST.replace("U. S.", "US"),
            LIST.replace("$1,500", "$1, 500"),
            LIST.replace("$1,500", "$15,00"),
            LIST.replace("$1,500", "1,500"),
            LIST.replace("for now.", "for now?"),
            NOTE.replace("We", "we"),
            NOTE.replace("mem\u0002bers", "mem bers"),
            NOTE.replace("fee", "fees"),
            NOTE.replace(": it", " it"),
        ),
        language="en",
    ),
)
