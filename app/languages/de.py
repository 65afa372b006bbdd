"""German."""

from app.languages.language import Language, LemmaRules, SpeechRules

_INFLECTED = "ein kein mein dein sein ihr unser jed jen dies".split()
_ENDINGS = ["", "e", "em", "en", "er", "es"]
_UNINFLECTED = """
    aber als also am an auch auf aus bei beim bis da dann das dass dem den denn der des die doch du
    durch er
    es etwa fast für gegen her hier hin hinter ich ihm ihn im in ja je man mehr mich mir mit nach nicht
    nichts noch nun nur ob oder ohne sehr seit sich sie so um und uns unter vom von vor was weil wenn wer
    wie wieder wir wo zu zum zur zwar zwischen über all alle allem allen aller alles
""".split()
_TITLES = """
    außenminister botschafter bundeskanzler bundesminister bundespräsident bürgermeister finanzminister
    general innenminister kanzler kommissar minister ministerpräsident oberbürgermeister oberst premier
    premierminister präsident professor sprecher staatschef staatssekretär verteidigungsminister
    vizepräsident
""".split()
_OTHER_TITLES = """
    abgeordnete abgeordneter dr frau fürst graf herr herrn kaiser könig papst prinz prof sankt st
    vorsitzende
    vorsitzender
""".split()

_NEGATION_FORMS = [
    *((f"kein{ending}", "kein") for ending in ["e", "em", "en", "er", "es"]),
    *((f"niemand{ending}", "niemand") for ending in ["em", "en"]),
]

# The verb, where the dictionary has an adjective of the same form alone, and nouns of two forms.
_ADDITIONS = tuple(
    (form, word)
    for word, forms in {
        "Frieden": "Friede",
        "Glauben": "Glaube",
        "Willen": "Wille",
        "bieten": "geboten",
        "brechen": "brach",
        "denken": "gedacht",
        "entscheiden": "entschieden",
        "fahren": "gefahren",
        "fallen": "gefallen",
        "fangen": "gefangen",
        "frieren": "gefroren",
        "geraten": "geraten",
        "verlieren": "verloren",
    }.items()
    for form in forms.split()
)

# --- Speech ---

# Stems of weak verbs: sag-t, sag-te, sag-ten, ge-sag-t. An e before t: antwort-e-te.
_WEAK = """
    sag erklär äußer mein beton erläuter forder kritisier warn frag erwider kommentier versicher bekräftig
    ergänz bemerk beschreib bedauer begrüß lob würdig verteidig zitier urteil resümier bilanzier prophezei
    glaub hoff droh mahn appellier plädier schilder erzähl erinner präzisier konstatier bemängel beklag
    beschwer spott witzel schimpf wetter monier rüg attackier argumentier dementier bestätig verlang
    unterstreich beton jubel twitter signalisier formulier reagier interpretier analysier definier
    protestier informier diktier charakterisier versicher feier schwärm klag stöhn ruf tadel kontert
    skizzier bekund verkünd empfehl verurteil räsonier frohlock ätz höhn fluch
""".split()
_WEAK_E = """
    antwort berichtet behaupt begründ entgegn verkünd vermut bezeichn befürcht verlaut post red werte
    bewert deut verkündet verspott befürwort betracht
""".split()
_STRONG = """
    schrieb schrieben schreibt schreiben geschrieben sprach sprachen spricht sprechen gesprochen nannte
    nannten nennt nennen genannt rief riefen ruft rufen gerufen hieß heißt heißen geheißen lautet
    lautete lauten
    lauteten betitelte verspricht versprach versprachen versprochen widersprach widerspricht widersprochen
    gestand gestehen gesteht gestanden bat bitten bittet gebeten schrie schreit beschrieb beschrieben
    beschreibt unterstrich unterstreicht unterstrichen befand befindet empfahl empfiehlt empfohlen dachte
    denkt gedacht weiß wusste berichtete berichteten berichtet berichten meint sagt verlas verwies
    beschloss
    überschrieb schwor gab gibt gibt's entschied schloss rechtfertigte verteidigte erfuhr erfährt bestritt
    bestreitet bestritten räumt verwies verweist versichert betitelt fand findet gratulierte gratuliert
    entgegnete entgegnet erwiderte wünschte wünscht begründete begründet kündigte
""".split()
_SEPARABLE = {
    "fügte fügten fügt fügen": "hinzu an",
    "führte führten führt führen": "aus an",
    "teilte teilten teilt teilen": "mit",
    "kündigte kündigten kündigt kündigen": "an",
    "stellte stellten stellt stellen": "fest klar",
    "merkte merkten merkt merken": "an",
    "wandte wandten wendet wenden": "ein sich",
    "räumte räumten räumt räumen": "ein",
    "gab gaben gibt geben": "an bekannt zu",
    "hob hoben hebt heben": "hervor",
    "wies wiesen weist weisen": "hin zurück darauf",
    "warf warfen wirft werfen": "vor ein",
    "gab's gibt's": "zu",
    "lehnte lehnten lehnt lehnen": "ab",
    "fasste fassten fasst fassen": "zusammen",
    "sicherte sicherten sichert": "zu",
    "rief riefen ruft": "auf zu aus",
    "zeigte zeigten zeigt": "sich",
    "äußerte äußerten äußert": "sich",
    "stufte stuften stuft": "ein",
    "legte legten legt": "nach dar",
    "schob schoben schiebt": "nach",
    "setzte setzten setzt": "hinzu",
    "machte machten macht": "klar deutlich",
    "trat traten tritt": "ein",
    "nahm nahmen nimmt": "stellung",
    "brachte brachten bringt": "ausdruck",
    "ging gingen geht gehen": "aus",
    "vertrat vertraten vertritt vertreten": "ansicht auffassung meinung these",
}
_PARTICIPLES = """
    hinzugefügt ausgeführt angeführt mitgeteilt angekündigt festgestellt klargestellt angemerkt eingewandt
    eingeräumt angegeben bekanntgegeben zugegeben hervorgehoben hingewiesen zurückgewiesen vorgeworfen
    zusammengefasst zugesichert aufgerufen
""".split()


def _conjugate(stem: str, joint: str) -> list[str]:
    is_prefixed = stem.endswith("ier") or stem.startswith(("be", "er", "ver", "ent"))
    participle = f"{stem}{joint}t" if is_prefixed else f"ge{stem}{joint}t"
    return [f"{stem}{joint}t", f"{stem}{joint}te", f"{stem}{joint}ten", f"{stem}en", participle]


_OFFICES = """
    sprecher minister präsident chef kanzler leiter direktor sekretär vorsitzender vorsitzende
    vorsitzenden
    vorstand führer experte forscher anwalt anwältin trainer bürgermeister beauftragter beauftragte
    botschafter berater bischof general kommissar politiker richter senator abgeordneter abgeordnete
    wissenschaftler professor autor journalist machthaber autorin schauspieler sänger könig prinz
""".split()

_ARTICLES = """
    der die das ein eine dieser diese dieses jener jene jenes jeder jede jedes mancher manche viele einige
    mehrere alle beide sein seine ihr ihre unser unsere mein meine kein keine zwei drei vier fünf manch
    deren dessen ihrer seiner
""".split()
_OBLIQUE = """
    dem den des einem einen eines einer keiner unserer aller diesem diesen jenem jenen seinem seinen
    seines ihrem ihren ihres unserem
    unseren unseres keinem keinen meinem meinen jedem jeden allen vielen beiden einiger
""".split()

_SPEECH = SpeechRules(
    verbs=frozenset(
        [
            *(form for stem in _WEAK for form in _conjugate(stem, "")),
            *(form for stem in _WEAK_E for form in _conjugate(stem, "e")),
            *_STRONG,
            *_PARTICIPLES,
        ]
    )
    - {form for forms in _SEPARABLE for form in forms.split()}
    | {"rief", "riefen", "ruft", "äußerte", "äußert", "äußerten", "gesagt"},
    separable=tuple(
        (form, frozenset(particles.split()))
        for forms, particles in _SEPARABLE.items()
        for form in forms.split()
    ),
    source_words=frozenset({"laut", "gemäß", "lt"}),
    source_nouns=frozenset(
        """
        angaben angabe aussage aussagen auskunft ansicht meinung auffassung einschätzung worten bericht
        berichten darstellung informationen überzeugung mitteilung ankündigung erklärung urteil bekunden
        behauptung schilderung schilderungen schätzung schätzungen
        """.split()
    ),
    source_prepositions=frozenset({"nach", "in"}),
    bare_source_prepositions=frozenset({"nach"}),
    source_links=frozenset({"von", "vom", "des", "der", "eines", "einer"}),
    postpositions=frozenset({"zufolge"}),
    cues_behind=frozenset({"so"}),
    titles_of_works=frozenset(
        """
        album aktion begriff buch film fernsehserie gruppe kampagne konferenz lied magazin motto name
        namen
        operation oper organisation partei projekt roman sendung serie single song stück studie
        theaterstück
        thema titel titeln unternehmen verein vortrag zeitschrift zeitung werk ausstellung band initiative
        bündnis preis wettbewerb stichwort schiff raumschiff sonde satellit sturm hurrikan tanker magazins
        films buches romans zeitung tageszeitung zeitschriften blatt orden kategorie sparte label
        genannte genannten sogenannte sogenannten sogenannter
        """.split()
    ),
    work_endings=(
        "album",
        "film",
        "sendung",
        "serie",
        "lied",
        "roman",
        "zeitung",
        "titel",
        "motto",
        "projekt",
        "organisation",
        "buch",
        "verein",
        "gruppe",
        "partei",
        "gewerkschaft",
        "studie",
        "stück",
        "auszeichnung",
        "kampagne",
        "initiative",
        "preis",
        "thema",
        "themen",
        "magazin",
        "initiativen",
    ),
    pronouns=(("er", "m"), ("sie", "fp"), ("es", "n"), ("dieser", "m"), ("diese", "fp"), ("man", "n")),
    other_pronouns=frozenset(
        """
        ich du wir ihr mich dich sich uns euch mir dir ihm ihn ihnen das dies was wer dazu darüber daran
        davon hierzu damit dabei dafür dagegen
        """.split()
    ),
    genitives=frozenset(
        """
        der des eines einer dieses dieser seines seiner ihres ihrer aller beider deren dessen
        unserer unseres vieler mehrerer zweier dreier
        """.split()
    ),
    impersonal_pronouns=frozenset({"es"}),
    neuter_determiners=frozenset({"das", "dieses", "jedes"}),
    determiners=frozenset([*_ARTICLES, *_OBLIQUE]),
    oblique_determiners=frozenset(_OBLIQUE),
    prepositions=frozenset(
        """
        ab an am ans auf aufs aus außer bei beim bis bezüglich dank durch entgegen entlang für fürs gegen
        gegenüber gemäß hinter hinterm im in infolge innerhalb ins jenseits laut mangels mit mittels nach
        neben ob ohne pro seit statt trotz über um unter vom von vor während wegen wider zu zufolge zum
        zur
        zwischen als wie angesichts aufgrund anhand anlässlich seitens rund per
        """.split()
    ),
    subordinators=frozenset(
        """
        als bevor bis da damit dass daß ehe falls indem insofern nachdem ob obgleich obwohl seit seitdem
        sobald sodass sofern solange sooft soweit sowie um während weil wenn wenngleich wie wo wobei
        wodurch
        womit wonach woraus worin worauf wozu der die das dem den des deren dessen denen welche welcher
        welches was wer warum weshalb
        """.split()
    ),
    conjunctions=frozenset({"und", "oder", "aber", "denn", "sondern", "doch", "jedoch"}),
    adverbs=frozenset(
        """
        aber abermals allerdings also anschließend auch außerdem bereits bislang daher damals danach dann
        darauf daraufhin darum dazu deshalb dennoch deutlich ebenfalls ebenso einst einmal erneut etwa
        freilich gestern gerade gleichzeitig heute hierzu hingegen immer indes inzwischen jedoch jetzt
        kürzlich lediglich mehrfach morgen nämlich noch nun nur offen öffentlich oft schließlich schon
        selbst
        sich so später sogar trotzdem unterdessen vorher weiter weiterhin wieder wiederum wörtlich zudem
        zuletzt zugleich zunächst zuvor zwar dabei darüber hinaus dagegen unter anderem nicht klar
        ausdrücklich
        derzeit offenbar anscheinend darunter insgesamt wohl hier dort ferner übrigens bisher
        selbstbewusst knapp
        """.split()
    ),
    adverb_endings=("lich", "ell", "zeit", "isch", "ig", "ders", "end", "weise", "haft", "sam"),
    quoting_verbs=frozenset({"zitiert", "zitierte", "zitieren", "zitierten"}),
    pointing_verbs=frozenset("erinnert erinnerte erfährt erfuhr verlas".split()),
    aside_prepositions=frozenset(
        "am an bei beim gegen gegenüber im in mit neben ohne statt trotz vor zu zum zur zwischen über".split()
    ),
    subject_determiners=frozenset({"der", "er", "ein"}),
    auxiliaries=frozenset(
        """
        hat haben hatte hatten habe hätte hätten ist sind war waren sei seien wird werden wurde wurden
        würde würden soll sollen sollte sollten muss müssen musste mussten kann können konnte konnten will
        wollen wollte wollten darf dürfen möchte
        """.split()
    ),
    infinitives=frozenset(
        [
            *(f"{stem}en" for stem in (*_WEAK, *_WEAK_E)),
            *"""
            schreiben sprechen nennen rufen heißen lauten versprechen widersprechen gestehen bitten schreien
            beschreiben unterstreichen befinden empfehlen denken wissen meinen behaupten finden geben räumen
            verweisen schwören erklären erzählen fügen führen teilen stellen merken heben weisen werfen lehnen
            fassen äußern
            """.split(),
        ]
    ),
    infinitive_marks=frozenset({"zu"}),
    modals=frozenset(
        """
        würde würdest würden soll sollst sollen sollte sollten muss muß müssen musste mussten müsste müssten
        kann können könnte könnten konnte konnten will wollen wollte wollten darf dürfen dürfte dürften mag
        mögen möge möchte möchten hätte hätten wäre wären
        """.split()
    ),
    passives=frozenset({"wird", "werden", "wurde", "wurden", "worden"}),
    futures=frozenset({"wird", "werden", "werde"}),
    denials=frozenset(
        """
        bestreitet bestreiten bestritt bestritten leugnet leugnen leugnete leugneten geleugnet dementiert
        dementieren dementierte dementierten weigert weigern weigerte weigerten verneint verneinte verneinten
        bezweifelt bezweifelte bezweifelten verweigert verweigerte verweigerten vermied vermeidet angeblich
        mutmaßlich vermeintlich vielleicht möglicherweise womöglich vermutlich wahrscheinlich
        keineswegs mitnichten keinesfalls je jemals
        """.split()
    ),
    unreal_words=frozenset(
        """
        entgegen anders rolle satire parodie zugeschrieben unterstellt deepfake fälschung montage roman traum
        gerücht gerüchte sketch
        """.split()
    ).union(
        stem + ending
        for stem in ("erfunden", "fiktiv", "gefälscht", "falsch", "angeblich", "vermeintlich")
        for ending in ("", "e", "er", "es", "en", "em")
    ),
    relaying_words=frozenset("spielt spielte berufung anspielung zitierend wiederholend nachahmend".split()),
    predicative_words=frozenset({"als"}),
    denying_prepositions=frozenset({"ohne", "statt", "anstatt"}),
    open_subordinators=frozenset({"ob"}),
    complementizers=frozenset({"dass", "daß"}),
    limits=frozenset({"nur", "bloß", "allein", "zuletzt"}),
    name_particles=frozenset(
        """
        von vom van de der den del della di da dos du la le al bin ibn ben ter ten af av el y
        """.split()
    ),
    feminine_words=frozenset({"frau", "mutter", "tochter", "schwester", "königin", "witwe", "ehefrau"}),
    masculine_words=frozenset({"herr", "herrn", "vater", "sohn", "bruder", "könig", "papst", "ehemann"}),
    office_endings=(
        *(office for office in _OFFICES),
        *(f"{office}in" for office in _OFFICES),
    ),
    masculine_office_endings=tuple(office for office in _OFFICES if not office.endswith(("e", "en", "in"))),
    feminine_office_endings=tuple(f"{office}in" for office in _OFFICES),
    organization_words=frozenset(
        """
        agentur amt anstalt armee bank behörde bundesregierung bund club fraktion gericht gerichtshof
        gesellschaft gewerkschaft gruppe institut kammer kirche klinik kommission konzern ministerium
        nachrichtenagentur organisation partei polizei präsidium rat regierung rundfunk sender senat
        staatsanwaltschaft stiftung universität unternehmen verband verein verwaltung zeitung zentrale
        zentrum magazin parlament feuerwehr bundestag bundeswehr komitee vereinigung bündnis dienst
        """.split()
    ),
    locative_prepositions=frozenset({"in", "im", "nahe"}),
    place_beginnings=frozenset("new neu san santa los las saudi hong sri tel nord süd ost west".split()),
    place_endings=frozenset(
        "haus palast street straße hof stadt insel inseln staaten republik york korea arabien".split()
    ),
    calendar_words=frozenset(
        """
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april
        mai
        juni juli august september oktober november dezember morgen mittag vormittag nachmittag abend
        nacht
        uhr prozent euro dollar millionen milliarden jahr jahre jahren woche monat tag ende anfang
        """.split()
    ),
    addressee_prepositions=frozenset({"an", "gegenüber"}),
    numbers_end_in_stops=True,
    puts_verb_first=True,
    capitalizes_nouns=True,
)

LANGUAGE = Language(
    stemmer="de",
    basic_forms=LemmaRules(
        "de",
        additions=_ADDITIONS,
        capitalizes_nouns=True,
        cut_endings=("en", "n", "e"),
        cut_noun_endings=("e",),
        completions=("e", "en", "er", "t", "te", "ten"),
        unknown_noun_endings=("en", "es", "e", "n"),
        # Not in Bauer, neue and Quelle.
        respellings=(
            *((f"(?<![aeq]){plain}", letter) for plain, letter in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))),
            *((f"^{plain}", letter) for plain, letter in (("Ae", "Ä"), ("Oe", "Ö"), ("Ue", "Ü"))),
            ("ss", "ß"),
        ),
    ),
    function_words=frozenset(
        [*_UNINFLECTED, *(f"{word}{ending}" for word in _INFLECTED for ending in _ENDINGS)]
    ),
    negations=frozenset(
        [
            *"nicht nichts nie niemals nirgends niemand weder kein keinerlei ohne kaum".split(),
            *(form for form, _ in _NEGATION_FORMS),
        ]
    ),
    negation_forms=tuple(_NEGATION_FORMS),
    negating_prefixes=frozenset({"un"}),
    abbreviations=frozenset(
        """
        Abs Art bzw ca Dr etc evtl Fr ggf Hr inkl Jh Jr lt Mio Mrd Nr Prof Sr St Str usw vgl
        """.split()
    ),
    coordinators=frozenset({"und", "oder", "sowie", "bzw", "beziehungsweise", "u."}),
    ambiguous_coordinators=frozenset({"bis", "wie", "und", "oder"}),
    units=frozenset(
        """
        ampere hektar liter litern meile meilen meter metern newton sekunde sekunden tesla volt watt zoll
        """.split()
    ),
    conditions=frozenset({"wenn", "falls", "sofern"}),
    transcriptions=(("ä", "ae"), ("ö", "oe"), ("ü", "ue")),
    feminine_endings=frozenset({"in", "innen"}),
    titles=frozenset([*_TITLES, *(f"{title}in" for title in _TITLES), *_OTHER_TITLES]),
    byline_words=frozenset({"von", "text", "foto"}),
    boilerplate_words=frozenset(
        "anzeige werbung quellenlink kommentar kommentare teilen drucken newsletter abonnieren".split()
    ),
    elided_words=frozenset("s ne nen nem ner n rein raus rauf runter rum".split()),
    speech=_SPEECH,
)
