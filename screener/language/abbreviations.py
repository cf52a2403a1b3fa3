"""Words of finance text that carry a stop of their own, and words that open sentences; lower case and without the last stop unless said."""

from __future__ import annotations

# Written with a capital before a name: never the end of a sentence.
TITLES = frozenset(
    {"Mr", "Mrs", "Ms", "Mx", "Messrs", "Mmes", "Dr", "Drs", "Prof", "Sen", "Rep", "Gov", "Gen", "Hon", "Capt", "Col", "Lt", "Sgt", "Rev", "Amb"}
)

# Always followed by what they belong to.
LEADING = frozenset("vs v e.g eg i.e ie cf approx viz incl excl ca tel attn resp rs ext p.s".split())

COMPANY_FORMS = frozenset("inc corp co ltd llc plc lp llp".split())

# Ends a sentence unless a number follows: "No. 5", but "No. We are not."
NUMBERED = frozenset(
    "no nos fig figs sec secs art arts para paras par p pp vol vols ch chs reg regs ex exh pt ver item app sched cl "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split(),
)

# May end a sentence, and then a capital follows that opens one; before other capitals they belong to a name ("Acme Corp. Chairman").
TRAILING = frozenset(
    "inc corp co cos ltd llc plc lp llp bros gmbh jr sr esq st ave blvd rd ft mt est dept assn intl int'l int’l mfg div avg "
    "yr yrs qtr qtrs mo mos hr hrs sq wk wks bldg ste fl govt univ mgmt admin assoc natl nat'l "
    "mon tue tues wed thu thur thurs fri "
    "jan feb mar apr jun jul aug sep sept oct nov dec ph.d m.d".split(),
)

# Datelines: "SAN JOSE, Calif. – March 12". These may end a sentence as the words above do.
STATES = frozenset(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ont Ore Pa Que Tenn Tex Va Vt Wash Wis Wyo".split(),
)

# Clipped words before a small letter.
CLIPPED = frozenset(
    "prelim misc temp admin govt dept annu subj corp assoc prob orig amort depr comp oper econ govts univ approx natl intl spec incl excl".split()
)

TIME_ZONES = frozenset(
    "ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC CET CEST BST JST HKT IST AEST Eastern Central Pacific Mountain Greenwich London Paris New Hong "
    "Singapore Tokyo Sydney Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October "
    "November December Local U.S".split(),
)

# Company and brand names that end in a mark.
EXCLAIMED = frozenset({"Yahoo", "Yum", "Kahoot", "Jeopardy", "Ahoy", "Guess", "Joomla", "E", "Jumbo", "Wham", "Fandango"})

ORDINALS = frozenset({"First", "Second", "Third", "Fourth", "Finally", "Lastly"})

# Capitalised words that open a sentence far more often than they follow an abbreviation inside one.
STARTERS = frozenset(
    """
    The This That These Those There Their They Then Thus Through Throughout To Today Together Turning We We're We've We'll We’re We’ve We’ll Our
    Ours It Its It's It’s In I I'm I've I'll I’m I’ve I’ll If Is A An And As At Also Although After Again All Any Are Actual Accordingly Additionally
    Across Adjusted Based Because Before Beginning Both But By Can Compared Could Consequently Currently Despite Did Do Does Due During Each Earnings
    Effective Either Even Every Excluding Except Finally For From Further Furthermore Given Going Had Has Have He Her His He's He’s How However
    Importantly Including Indeed Instead Just Last Lastly Let Like Likewise Looking Many Meanwhile More Moreover Most Moving My Neither Nevertheless
    Next No None Nor Not Nothing Notably Now Of On Once One Only Or Other Otherwise Over Overall Please Prior Rather Recently Reflecting Revenue
    Revenues Sales Secondly See Separately She Should Shares Similarly Since So Some Specifically Still Subject Subsequently Such Thank
    Thanks Therefore Thereafter Under Unless Until Upon Was Well Were What When Where Whether Which While Who Why Will With Within Without Would
    Yes Yet You You're You’re Your
    """.split(),
)
