"""English."""

from collections.abc import Iterable

from app.languages.language import Language, LemmaRules, SpeechRules

# Where the dictionary has another, rarer word of the same form.
_ADDITIONS = tuple(
    (form, word)
    for word, forms in {
        "bad": "worse worst",
        "bend": "bent",
        "big": "bigger",
        "bite": "bit",
        "break": "broke",
        "buy": "buying",
        "feel": "felt",
        "leave": "left",
        "rise": "rose",
        "shake": "shook",
        "shoot": "shot",
        "swear": "swore",
        "thief": "thieves",
        "think": "thought",
        "wife": "wives",
        "win": "won",
    }.items()
    for form in forms.split()
)

# --- Speech ---

# Regular verbs by their basic form; the irregular ones with all forms.
_REGULAR = """
    accuse acknowledge add address admit advise agree allege announce answer argue ask assert assure attack
    bark beg blame blast boast brag call caution characterize charge cheer chide claim comment complain
    concede conclude condemn confess confide confirm contend continue counter cry criticize declare decry
    defend demand denounce deny describe detail dismiss drawl echo elaborate email emphasize exclaim explain
    express fume gripe hint howl implore indicate inform insist interject interrupt joke label lament laugh
    lecture maintain mention mock mumble murmur muse mutter note notice observe offer opine pledge plead
    point post praise pray predict press proclaim promise pronounce propose protest push query question quip
    quote react reason recall reckon recite recommend recount reflect reiterate relate remark remember remind
    repeat reply report respond retort reveal scoff scold scream shout shrug sigh signal slam snap sneer
    snarl specify speculate state stress suggest summarize surmise tease testify text thank threaten tout
    tweet urge vent vow wail warn weigh welcome whisper wonder worry yell chant refer dub cite credit ridicule
    term urge view feel estimate
""".split()
_IRREGULAR = """
    said say says saying told tell tells telling wrote write writes writing written spoke speak speaks
    speaking spoken thought think thinks thinking went goes swore swear swears sworn sang read reads reading
    put puts putting quoth began begin begins found find finds felt feels feel believes believe believed
    believing held holds knew knows meant means made makes shot fired chimed summed hit struck
""".split()


def _conjugate(verb: str) -> list[str]:
    if verb.endswith("e"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in "aeo":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    doubled = {"admit": "admitt", "quip": "quipp", "snap": "snapp", "slam": "slamm", "brag": "bragg"}
    doubled |= {"beg": "begg", "dub": "dubb", "refer": "referr", "hit": "hitt"}
    stem = doubled.get(verb, verb)
    ending = "es" if verb.endswith(("ss", "sh", "ch", "x")) else "s"
    return [verb, f"{verb}{ending}", f"{stem}ed", f"{stem}ing"]


_MODALS = "would will can could may might must shall should".split()
_AUXILIARIES = [*_MODALS, *"has have had is are was were be been being do does did".split()]
_CONTRACTED = [
    *(
        f"{word}n't"
        for word in _AUXILIARIES
        if word not in ("can", "will", "shall", "may", "be", "been", "being")
    ),
    *("can't", "won't", "shan't", "ain't", "cannot"),
]


def _spell(words: Iterable[str]) -> frozenset[str]:
    """Return words with either apostrophe."""
    return frozenset(spelt for word in words for spelt in (word, word.replace("'", "’")))


def _contract(pronoun: str, *endings: str) -> list[str]:
    return [f"{pronoun}'{ending}" for ending in endings]


_PRONOUNS = {"he": "m", "she": "f", "it": "n", "they": "p"}

_SPEECH = SpeechRules(
    verbs=frozenset([form for verb in _REGULAR for form in _conjugate(verb)] + _IRREGULAR)
    - frozenset(
        "point points press push offer charge post hint view term state label text address question "
        "report claim call attack offer quote detail credit demand answer comment email note notice "
        "shot hit hits struck held holds made makes put puts went goes express read reads began begin "
        "begins find finds found fired vent reason reasons questions states terms views posts reports "
        "claims calls attacks demands answers comments emails notes quotes labels charges presses "
        "pushes offers details feelings means meant feeling reporting leading writing labeling "
        "knew knows cites states".split()
    )
    | {"calls", "claims", "notes", "argues", "puts", "reports", "asks", "cites", "quotes"},
    source_nouns=frozenset("words view opinion estimation account statement telling parlance eyes".split()),
    source_words=frozenset({"according", "per"}),
    source_prepositions=frozenset({"in"}),
    source_links=frozenset({"of", "by"}),
    titles_of_works=frozenset(
        """
        album book called entitled episode film hashtag headlined magazine memoir movie musical named novel
        play series show single song titled dubbed nicknamed documentary abc's nbc's cnn's cbs's
        """.split()
    ),
    pronouns=(
        *_PRONOUNS.items(),
        *(
            (spelt, gender)
            for pronoun, gender in _PRONOUNS.items()
            for spelt in _spell(_contract(pronoun, "d", "ll", "s", "ve", "re"))
        ),
    ),
    other_pronouns=frozenset(
        """
        i you we me us him her them himself herself itself themselves this that these those what who whom
        whose which there here one
        """.split()
    ),
    determiners=frozenset(
        """
        a an the this that these those some several many most one two three another each every no both all
        his her its their my our your other any few
        """.split()
    ),
    prepositions=frozenset(
        """
        about above across after against along amid among around as at before behind below beneath beside
        besides between beyond by despite during for from in inside into like near of off on onto out outside
        over past per since than through throughout to toward towards under until unlike up upon via with
        within without
        """.split()
    ),
    subordinators=frozenset(
        """
        after although as because before if once since that though unless until when whenever where whereas
        whether while who whom whose which what why how
        """.split()
    ),
    conjunctions=frozenset({"and", "or", "but", "nor", "yet", "so"}),
    adverbs=frozenset(
        """
        afterward afterwards again already also always apparently bluntly clearly currently earlier even
        eventually ever far finally first flatly frequently friday further furthermore however instead
        jokingly just largely last late later meanwhile monday moreover never nevertheless next nonetheless
        not now often once only originally previously publicly quickly quietly rather recently repeatedly
        reportedly saturday seemingly simply since so sometimes soon specifically still subsequently sunday
        then therefore thursday thus today tonight too tuesday wednesday yesterday yet
        """.split()
    ),
    adverb_endings=("ly",),
    auxiliaries=_spell([*_AUXILIARIES, *_CONTRACTED]),
    infinitives=frozenset(
        [*_REGULAR, *"say tell write speak think swear put read find hold go begin".split()]
    ),
    participle_endings=("ing",),
    infinitive_marks=frozenset({"to"}),
    before_asserted_infinitives=frozenset({"on", "this"}),
    modals=_spell(
        [*_MODALS, *(word for pronoun in _PRONOUNS for word in _contract(pronoun, "d", "ll")), "ought"]
    ),
    passives=frozenset("is are was were be been being".split()),
    denials=frozenset(
        """
        deny denies denied denying refuse refuses refused refusing decline declines declined declining avoid
        avoids avoided doubt doubts doubted dispute disputes disputed imagine imagines imagined pretend
        pretends pretended reportedly allegedly supposedly purportedly perhaps maybe possibly probably
        rumored rumoured ever
        """.split()
    ),
    quoting_verbs=frozenset({"quote", "quotes", "quoted", "quoting"}),
    pointing_verbs=frozenset(
        """
        pointed refer refers referred recite recites recited echo echoed react reacts reacted sang chant
        chants chanted
        """.split()
    ),
    aside_prepositions=frozenset("about against at between for in on over to toward with".split()),
    unreal_words=frozenset(
        """
        fictional fictitious fake faked false falsely fabricated invented imaginary parody satire satirical
        impersonator lookalike misquoted misattributed contrary unlike what role alleged supposed purported
        hoax deepfake doctored fictionalized novel sketch skit spoof dream dreamed rumor rumour rumors rumours
        anything
        """.split()
    ),
    relaying_words=frozenset(
        """
        quoting citing echoing repeating reciting imitating impersonating portraying paraphrasing borrowing
        borrow words reading plays
        """.split()
    ),
    predicative_words=frozenset({"as"}),
    denying_prepositions=frozenset({"without", "of", "from", "against"}),
    inverted_conditions=frozenset({"had", "were"}),
    open_subordinators=frozenset({"whether"}),
    complementizers=frozenset({"that"}),
    limits=frozenset({"only", "just", "merely", "simply"}),
    name_particles=frozenset("von van de der den del della di da dos du la le al bin ibn ben el y".split()),
    feminine_words=frozenset(
        "mrs ms miss lady queen princess mother wife daughter sister spokeswoman congresswoman chairwoman "
        "councilwoman actress widow businesswoman".split()
    ),
    masculine_words=frozenset(
        "mr sir lord king prince father husband son brother spokesman congressman chairman councilman actor "
        "pope businessman".split()
    ),
    office_endings=(
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "director",
        "secretary",
        "minister",
        "president",
        "speaker",
        "chairman",
        "chairwoman",
        "leader",
        "manager",
        "adviser",
        "advisor",
        "strategist",
        "attorney",
        "editor",
        "professor",
        "commissioner",
        "analyst",
        "candidate",
        "nominee",
    ),
    masculine_office_endings=("spokesman", "chairman"),
    feminine_office_endings=("spokeswoman", "chairwoman"),
    organization_words=frozenset(
        """
        administration agency army association bank board bureau campaign church club coalition college
        commission committee company corporation council court department foundation government group
        institute league ministry network newspaper office organization party police post press senate
        service society times tribune union university house congress journal pac inc corp llc news
        watch center centre fund
        """.split()
    ),
    locative_prepositions=frozenset({"in", "near", "at", "throughout"}),
    place_beginnings=frozenset(
        "new north south east west san santa los las saudi hong sri united great tel el".split()
    ),
    place_endings=frozenset(
        """
        street house palace castle city county valley islands island states kingdom republic emirates square
        hall korea arabia africa america zealand york
        """.split()
    ),
    calendar_words=frozenset(
        """
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july
        august september october november december jan feb mar apr jun jul aug sept oct nov dec
        """.split()
    ),
    addressee_prepositions=frozenset({"to"}),
    abbreviated_titles=frozenset("sen gov rep gen lt col capt sgt rev hon maj adm sens reps st u.s".split()),
    addressing_verbs=frozenset(
        "told tell tells telling assured assures informed informs reminded reminds advised warned warns "
        "asked asks thanked thanks urged urges emailed texted".split()
    ),
)

LANGUAGE = Language(
    stemmer="en",
    basic_forms=LemmaRules("en", additions=_ADDITIONS, completions=("e", "n", "en", "t", "ht")),
    function_words=frozenset(
        """
        a about after all an and any as at before but by down each every for from he her hers here him his
        how i if in into it its just me mine more most my no nor not now of off on once one ones only or
        other others our ours out over own same she so some such than that the their theirs them then there
        these they this those to too under until up us very we what when where which while who whom whose
        why with you your yours
        """.split()
    ),
    negations=frozenset(
        "not no never none nobody nothing nowhere neither nor without hardly cannot n't".split()
    ),
    negation_forms=(("cannot", "not"), ("n't", "not")),
    negating_endings=frozenset({"n't"}),
    negating_prefixes=frozenset({"un"}),
    abbreviations=frozenset("Dr etc Jr Mr Mrs Ms Prof Sr St".split()),
    ambiguous_coordinators=frozenset({"and", "or", "to"}),
    units=frozenset(
        """
        acre acres foot feet hectare hectares inch inches liter liters litre litres meter meters metre metres
        mile miles second seconds yard yards
        """.split()
    ),
    conditions=frozenset({"if", "unless"}),
    titles=frozenset(
        """
        dr lady lord miss mr mrs ms prof sir st ambassador chairman chairwoman chancellor colonel
        congresswoman congressman general governor king mayor minister pope premier president prince princess
        professor queen representative saint secretary senator spokesman spokeswoman
        """.split()
    ),
    byline_words=frozenset({"by"}),
    boilerplate_words=frozenset("advertisement sponsored share print comments subscribe newsletter".split()),
    elided_words=frozenset("s em til till tis twas cause cuz bout n round ere tude".split()),
    speech=_SPEECH,
)
