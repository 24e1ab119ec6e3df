"""The elements of HTML, by what becomes of them."""

# Elements that say what Markdown can say, and those that only change how words look.
LOOKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var", "address"), "emphasis"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **{"sub": "sub", "sup": "super", "small": "small", "big": "large"},
    **{"mark": "highlight", "q": "quoted"},
}
_PLAIN = set(
    "a abbr acronym b bdi bdo big blink cite data del dfn em font i ins "
    "label mark nobr output q rp rt ruby s small span strike strong sub sup time u var "
    "noscript picture slot center marquee".split()
)
VERBATIM = {"code", "kbd", "samp", "tt"}
CONTAINERS = set(
    "p div section article header footer main nav aside address figure figcaption "
    "center hgroup "
    "fieldset legend form body dialog search menuitem optgroup option".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
QUIET = {"style", "template", "head", "title", "meta", "link", "base", "col"}
QUIET |= {"colgroup", "source", "track", "param", "area", "map", "html"}
LOST = set(
    "script iframe object embed applet video audio canvas input button select textarea "
    "math noframes noembed xmp plaintext".split()
)
_OTHERS = set(
    "table caption thead tbody tfoot tr td th ul ol menu dir li dl dt dd pre listing "
    "blockquote hr br wbr img image svg details summary nobr progress meter".split()
)
KNOWN = LOOKS.keys() | _PLAIN | VERBATIM | CONTAINERS | HEADINGS.keys() | QUIET
KNOWN |= LOST | _OTHERS
SIDES = {"center", "right", "left"}
