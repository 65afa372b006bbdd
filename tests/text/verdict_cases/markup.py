"""Markup that was pasted along; and signs that look like it, and what strikes words out."""

from tests.text.verdict_cases.case import Case, Group


def pasted(claim: str, *markup: str) -> Case:
    """Return a case whose words are true, and whose markup is listed."""
    return Case(claim, "verified", "typographic", markup=markup)


GROUPS = (
    Group(
        "markup-references",
        "Mara Ohm: „⟦Wir laden die Müllerin & den Küfer nicht ein – es sind 5 m Weg, ja 1 Meile.⟧“",
        other=(
            "Wir laden die M&ouml;llerin &amp; den Küfer nicht ein",
            "Wir laden die Mullerin &amp; den Küfer nicht ein",
            "Wir laden die M&uuml;llerin und den Küfer nicht ein",
            "Wir laden die M&uuml;llerin &amp; den Küfer&nbsp;ein",
            "es sind 5 m&sup2; Weg, ja 1 Meile",
            "es sind 5&#178; m Weg, ja 1 Meile",
            "es sind 5 m Weg, ja 1&frac12; Meile",
            "es sind &minus;5 m Weg",
            "es sind &lt;5 m Weg",
        ),
        cases=(
            pasted("Wir laden die M&uuml;llerin &amp; den K&uuml;fer nicht ein", "&uuml;", "&amp;"),
            pasted("die M&#252;llerin & den K&#xFC;fer nicht ein", "&#252;", "&#xFC;"),
            pasted("Wir&nbsp;laden die Müllerin", "&nbsp;"),
            pasted("den Kü&shy;fer nicht ein &ndash; es sind 5&nbsp;m Weg", "&shy;", "&ndash;"),
            pasted("&bdquo;Wir laden die Müllerin & den Küfer nicht ein&ldquo;", "&bdquo;", "&ldquo;"),
            Case("die Müllerin & den Küfer nicht ein", "verified", "exact", markup=()),
        ),
    ),
    Group(
        "markup-references-english",
        "Mara Ohm said: “⟦It's John's boat & we don't sell it for 20 coins.⟧”",
        other=(
            "It&#39;s John&#39;s boat &amp; we do sell it",
            "Its John&#39;s boat &amp; we don&#39;t sell it",
            "we don&#39;t sell it for 20&sup2; coins",
            "It&#39;s John&#39;s goat &amp; we don&#39;t sell it",
        ),
        cases=(
            pasted("It&#39;s John&apos;s boat &amp; we don&rsquo;t sell it", "&#39;", "&apos;", "&amp;"),
            pasted("&quot;It&#x27;s John's boat &amp; we don't sell it&quot;", "&#x27;", "&amp;"),
        ),
        language="en",
    ),
    Group(
        "markup-tags",
        "Mara Ohm: „⟦Das Orchester spielt nicht im Freien. Es zahlt 10 Mark je Probe und 103 Gulden.⟧“",
        other=(
            "Das Orchester spielt <del>nicht</del> im Freien",
            "Das Orchester spielt <s>nicht</s> im Freien",
            "Das Orchester spielt <strike>nicht</strike> im Freien",
            "Das Orchester spielt <DEL>nicht</DEL> im Freien",
            "Das Orchester spielt <del cite='x'>nicht</del> im Freien",
            "Das Orchester spielt ~~nicht~~ im Freien",
            "Das Orchester spielt <b></b> im Freien",
            "Das Orchester spielt <nicht> im Freien",
            "Das <b>orchester</b> spielt nicht im Freien",
            "Das [Ensemble][1] spielt nicht im Freien",
            "Das Orchester spielt `nie` im Freien",
            "Das <b>Ensemble</b> spielt nicht im Freien",
            "Es zahlt 10<sup>3</sup> Mark je Probe",
            "und 10<sup>3</sup> Gulden",
            "Es zahlt <del>20</del> 10 Mark je Probe",
        ),
        cases=(
            pasted("Das Orchester spielt <b>nicht</b> im Freien", "<b>", "</b>"),
            pasted("Das <em>Orchester</em> spielt <i>nicht</i> im Freien", "<em>", "</i>"),
            pasted("<p>Das Orchester spielt nicht im Freien.</p>", "<p>", "</p>"),
            pasted("Das Orchester<br>spielt nicht<br/>im <BR />Freien", "<br>", "<br/>"),
            pasted('Das <span class="x">Orchester</span> spielt nicht', '<span class="x">', "</span>"),
            pasted("<blockquote>Das Orchester spielt nicht im Freien.</blockquote>", "<blockquote>"),
            pasted('<a href="https://example.org/a?b=1">Das Orchester</a> spielt nicht', "</a>"),
            pasted("Das [Orchester][1] spielt `nicht` im Freien", "][1]", "`"),
            pasted("<div><strong>Das Orchester</strong> spielt nicht</div>", "<strong>", "</div>"),
            Case("Das Orchester spielt nicht im Freien", "verified", "exact", markup=()),
        ),
    ),
    Group(
        "markup-struck-words",
        "Mara Ohm: „⟦Der Chor singt im Saal, das Quartett daneben in Wien.⟧“",
        other=(
            "Der Chor singt <del>nicht</del> im Saal",
            "Der Chor singt <s>nie</s> im Saal",
            "Der Chor singt ~~nicht~~ im Saal",
            "Der Chor singt <!-- nicht --> im <del>Bad</del> Saal",
            "Der Chor singt ~~im Saal~~",
            "~~Der Chor singt im Saal~~",
            "<del>Der Chor singt im Saal</del>",
        ),
        cases=(pasted("Der <u>Chor</u> singt *im* Saal", "<u>"),),
    ),
    Group(
        "markup-markdown",
        "Mara Ohm: „⟦Unsere Gärtner säen im März und jäten selten. Das gilt für 532 Beete und den Feldweg.⟧“",
        other=(
            "Unsere Gärtner **säen nie** im März",
            "Unsere **Gartner** säen im März",
            "Das gilt für 5*3*2 Beete",
            "Das gilt für 5_3_2 Beete",
            "Das gilt für 532 Beete und den Feld_weg",
            "Das gilt für 532 Beete und den Feld*weg",
            "unsere *Gärtner* säen im März",
            "Unsere Gärtner säen im [April](https://example.org/maerz)",
            "Unsere Gärtner säen im ![März](https://example.org) und jäten nie",
            "Unsere Gärtner säen\n> nicht im März",
        ),
        cases=(
            pasted("Unsere **Gärtner** säen im März", "**"),
            pasted("Unsere *Gärtner säen* im März", "*"),
            pasted("Unsere _Gärtner_ säen __im März__", "_", "__"),
            pasted("Unsere ***Gärtner*** säen im März", "***"),
            pasted("*Unsere Gärtner säen im März.*", "*"),
            pasted("> Unsere Gärtner säen\n> im März und jäten", ">"),
            pasted(">> Unsere Gärtner säen im März", ">"),
            pasted("- Unsere Gärtner säen im März", "-"),
            pasted("* Unsere Gärtner säen im März", "*"),
            pasted("• Unsere Gärtner säen im März", "•"),
            pasted("Unsere [Gärtner](https://example.org/g_1) säen im März", "https://example.org/g_1"),
            pasted("[Unsere Gärtner säen im März](https://example.org)", "https://example.org"),
            pasted("> **Unsere G&auml;rtner** säen\n> <i>im März</i>", "**", "&auml;", "<i>"),
        ),
    ),
    Group(
        "markup-literal",
        "Mara Ohm: „⟦Wer a < b und c > d setzt, *muss* AT&T und R&amp;B kennen, foo_bar_baz sowieso.⟧“",
        other=(
            "Wer a d setzt, *muss* AT&T",
            "Wer a b und c d setzt",
            "foobarbaz sowieso",
            "kennen, foo bar baz sowieso",
        ),
        cases=(
            Case("Wer a < b und c > d setzt, *muss* AT&T", "verified", "exact", markup=()),
            Case("R&amp;B kennen, foo_bar_baz sowieso", "verified", "exact", markup=()),
        ),
    ),
    Group(
        "markup-numbers",
        "Mara Ohm: „⟦7 Prozent der Imker streiken am 1. Mai, 9 bleiben.⟧“",
        other=(
            "> 7 Prozent der Imker streiken",
            ">7 Prozent der Imker streiken",
            "- 7 Prozent der Imker streiken",
            "<7 Prozent der Imker streiken",
            "* 7 Prozent der Bäcker streiken",
            "7<sup>2</sup> Prozent der Imker streiken",
        ),
    ),
)
