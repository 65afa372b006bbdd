"""What a verdict means, in the words in which it is documented: one text, wherever it is shown."""

LAW = """\
**The claim.** Quotation marks that enclose the whole claim are removed; what stands after a closing mark is
part of the claim. An ellipsis at its very start or end is dropped. A match begins and ends at a word's edge:
not inside a word, a hyphenated compound, or a number with its sign and separators (`5 Millionen` is not in
`1,5 Millionen`). There is no minimum length.

`wording` says whether these are the words:

* `exact`: the claim, code point for code point, stands in the text.
* `typographic`: equal after a fold that touches typography alone: kinds of quotation marks and apostrophes,
  dashes and hyphens, white space (runs, no-break, line breaks), a word broken by a hyphen at a line end, soft
  hyphens and zero-width characters, `…` and `...`, NFC, and a full stop or comma at the very end of the claim
  that is the citing sentence's own. **Case, punctuation, umlauts, ß and digits are kept**: *hätten* and
  *hatten*, *Stärke* and *Starke* are different words, and in German the first pair tells report from fact.
* `elided`: parts joined by an ellipsis (`...`, `…`, `[...]`, `(...)`), each found as above, in order, inside
  **one** quotation, words whole; the answer returns what was `omitted`. Square brackets are tried literally
  first; else they are an editor's insertion, returned in `inserted` (`[D]ie` for *die* too), and the wording
  is elided. A claim that runs across the reporter's interruption of a quotation is elided, the interruption
  returned in `omitted`. A quotation that only goes on in the next paragraph is one, with nothing left out.
* `altered`: none of these, but at least half of the claim's words, and three of them, stand in order in one
  passage: `nearest` has the passage with offsets, a word-level diff and its own attribution; `changes` names
  what kind they are (`negation`, `number`, `omission`, `insertion`, `wording`, `spelling`, `case`,
  `punctuation`, `order`, `splice` when its parts stand in different quotations). Similarity is a number
  beside it and never a verdict: a sentence and its negation are 98 % similar.
* `absent`: none of these.

`attribution` says whose words they are, of each match and of the answer: `claimed` (the claimed speaker's),
`other`, `none` (no speaker), `ambiguous`, or `unclaimed` (nobody was claimed).

`verdict` is the first that applies; the innermost quotation that holds the whole match decides, enclosing
ones are named:

1. `verified`: exact or typographic, inside a quotation that names a speaker, not ambiguously, and the claimed
   speaker (or no claim) is among them. A shared quotation is each speaker's own, and `note` says with whom.
2. `misattributed`: exact, typographic or elided inside a quotation, but of somebody else; the matches say
   whose.
3. `unattributed`: exact or typographic inside a quotation with no or an ambiguous speaker.
4. `not_a_quotation`: the words stand in the text, outside or across quotation marks: they are the reporter's;
   the match names the indirect or reported passage they belong to. Elided parts found only there, too.
5. `elided`, 6. `altered`, 7. `absent`: as the wording.

`matches` are at most 20: the claimed speaker's first, then quotations, then reading order. Each has its
`extent`, `whole` or `excerpt` of the quotation, and its `context`, the full sentences around it: an excerpt
can mislead. `matches_total` counts to 1,000. The verdict is decided over all places. `absent` promises that
no exact, typographic or elided occurrence stands in anything that the filters leave, searched exhaustively;
near versions are sought within a budget, and `searched.near_complete` is false when it ran out. A claim that
cannot be checked within two seconds, because its words stand in too many places, is a 503 and not a verdict.
`note` says what a reader must know: the attribution is the article's; the wording may be a translation's;
*absent* means *not in these articles*, and claims in another language than the articles cannot be compared.
"""
