"""Holds the families of sentences by which a news page speaks to its reader, as regular expressions by kind.

The rules of `qa.ingest.cleaning.patterns` hold here too; none of these is used on a sentence that reports what somebody said.
"""

from qa.domain.article import RegionKind
from qa.ingest.cleaning.patterns import PAGE, PLATFORM, Families

_YOU = r"\b(?:you|your|you['’]re|you['’]ve|yours)\b"

OPENINGS: Families = (
    (
        "caption",
        (
            r"file (?:photo|image|picture|footage|pic) ?[:–—-].{1,400}|(?-i:FILE) ?[-–—] ?(?-i:[A-Z(]).{1,400}",
            r"(?:image|photo|video|media) (?:source|caption),? .{1,300}",
        ),
    ),
    (
        "promotion",
        (
            r"(?:please |want .{1,60}\? ?)?(?:sign up|subscribe|register|join|get)\b.{0,160}\b(?:newsletters?|(?:your|my) inbox"
            r"|e-?mail (?:alerts?|updates?)|news alerts?|mailing list|(?:whatsapp|telegram|youtube) channel)\b.{0,240}",
            r"(?:to|please) (?:continue|keep) reading\b.{0,120}\b(?:subscri|sign|log|register|account).{0,120}",
            rf"(?:this|the full|the rest of this) {PAGE} is (?:only )?(?:available |exclusive |reserved |free )?(?:only )?"
            r"(?:for|to) .{0,40}\b(?:subscribers|members|premium)\b.{0,120}",
            r"you (?:have|['’]ve) .{0,40}\b(?:free|complimentary) (?:articles?|stories)\b.{0,120}",
            r"(?:create|open) (?:a|your) free account\b.{0,80}|unlock (?:this|full|unlimited)\b.{0,80}",
            r"(?:subscribe|log in|sign in|register) to (?:continue|read|access|unlock)\b.{0,80}",
            r"(?:please )?(?:support|help|fund)(?: us| strong| our| the future of)?,? ?(?:our|strong|independent|local|quality"
            r"|free|investigative)\b.{0,30}\b(?:journalism|journalists|reporting|newsroom|work)\b.{0,240}",
            r"(?:your|thank you for your) (?:subscription|support|donation|contribution)s?\b.{0,60}"
            r"\b(?:our|possible|this (?:web)?site|journalism|independent)\b.{0,200}",
            r"(?:please )?(?:consider (?:making a )?donat|make a (?:\w+ )?donation|donate (?:to|today|now)"
            r"|become a (?:member|supporter|patron|subscriber)|chip in)\w*\b.{0,160}",
            r"(?:if you|did you|enjoyed?|like what).{0,60}\b(?:this (?:article|story)|our (?:work|journalism|reporting))\b"
            r".{0,80}\b(?:donat|support|subscrib|contribut|shar)\w*.{0,120}",
            rf"(?:please )?(?:follow|like|find|join|connect with) (?:us|our (?:page|channel|group))\b.{{0,60}}"
            rf"\b{PLATFORM}\b.{{0,160}}",
            rf"follow [^.,]{{1,80}} on {PLATFORM}(?:(?:,|,? and|,? or) {PLATFORM})*(?:[.!]|:? ?@.{{1,200}})?",
            r"follow @\w+.{0,120}|(?:join|visit) (?:us|our)\b[^.]{0,80}\b(?:group|channel|page)\b.{0,80}",
            r"(?:click|tap) here (?:to|for|if)\b.{1,120}|to .{2,60}, (?:click|tap) here[.!]?",
            r"(?:buy|order|shop|get) (?:it |yours |your copy )(?:here|now|today)[.!]?",
        ),
    ),
    (
        "notice",
        (
            r"(?:©|\(c\)|copyright (?:©|\(c\)|\d{4}|by )).{0,200}|copyright [^.]{1,80} \d{4}\.?.{0,60}",
            rf"this (?:material|content|{PAGE}|copyrighted .{{1,40}}) may not be (?:published|reproduced|republished|copied"
            r"|used|distributed)\b.{0,200}",
            r"(?:we|our partners|(?:this|our) (?:web)?site|by (?:using|continuing|clicking|browsing))\b"
            r"(?=.*\b(?:you|your|our|accept|agree|best)\b).{0,160}\bcookies\b.{0,320}",
            r"by (?:signing up|subscribing|clicking|registering|continuing|submitting|entering)\b.{0,120}"
            r"\b(?:privacy|terms|agree|consent|policy)\b.{0,200}|this site is protected by recaptcha.{0,160}",
            r"(?:we|['‘“]we['’”]) (?:will use the (?:details|information) you|may (?:use|share) your)\b.{0,360}",
            r"if you wish to object to the use of your data.{0,80}|this is a (?:developing|breaking)(?: news)? story.{0,120}",
            rf"(?:(?:note|editor['’]s note): )?this {PAGE} (?:was|is|has been) (?:also )?(?:originally|first|initially|re-?)"
            r"[ -]?(?:published|posted|appeared|printed|produced|written|run)\b.{0,240}",
            rf"this {PAGE} (?:originally |first )?appeared (?:on|in|at) .{{2,160}}",
            rf"(?:this|the) {PAGE} (?:has been|was) (?:last )?updated"
            r"(?: (?:with|to (?:add|include|reflect (?:new|the latest|further))|on|at|throughout|frequently)\b.{0,200})?\.?",
            rf"(?:except for the headline, )?this {PAGE} (?:has not been|is|was) (?:\w+ )?(?:edited|published from"
            r"|auto-?generated|generated|translated|syndicated)\b.{0,200}",
            r"(?:the )?(?:views|opinions)(?: and opinions)? expressed\b.{0,80}\b(?:are|do not|belong)\b.{0,200}",
            r"prices (?:were|are) (?:accurate|correct) at the time.{0,120}",
            r"(?:please )?(?:check back|stay tuned|refresh|stay with)\b.{0,60}\b(?:updates?|developments|details|more)\b.{0,40}",
        ),
    ),
    ("credit", (r"from (?-i:[A-Z])[\w ]{1,40} and wire reports\.?",)),
)
"""They begin as such a sentence begins."""

MENTIONS: tuple[tuple[str, RegionKind, str], ...] = (
    ("block", "ad-notice", rf"(?=.*{_YOU}).*\bad[- ]?block(?:er|ing)?s?\b.*"),
    ("whitelist", "ad-notice", rf"(?=.*{_YOU}|please).*\bwhitelist(?:ing)?\b.{{0,80}}\b(?:site|domain|us)\b.*"),
    ("sign up ", "promotion", r".{0,240}\bsign up (?:here|now|today)\b.{0,160}"),
    ("subscribe ", "promotion", r".{0,240}\bsubscribe (?:here|now|today)\b.{0,160}"),
    (
        "to your inbox",
        "promotion",
        r".{0,160}\b(?:delivered|straight|sent|right|direct(?:ly)?) to your inbox\b.{0,160}",
    ),
    ("theme", "promotion", rf"(?=.*\b(?:wordpress|blogger|website|newspaper|magazine) theme\b)(?=.*{_YOU}).{{20,400}}"),
    (
        " app",
        "promotion",
        r".{0,80}\b(?:download|get|install) (?:our|the [\w ]{0,30}?)(?: \w+){0,2}? ?app\b"
        r"(?: (?:for|to|now|today|here|on|from)\b.{0,120})?[.!]?",
    ),
    ("click here to", "promotion", r".{0,80}\bclick here to (?:subscribe|sign up|donate)[.!]?"),
    ("content partner", "promotion", r"[^.]{1,60} is a [^.]{1,60} content partner\b.{0,200}"),
    (
        "commission",
        "notice",
        r".{0,240}\b(?:we|us|site|links) (?:may )?(?:earn|receive|get)s? (?:us )?(?:an? )?(?:\w+ )?commission\b.{0,160}",
    ),
    ("reserved", "notice", r"[^“”\"]{0,120}\ball rights? reserved\.?[^“”\"]{0,60}"),
)
"""A word the sentence holds in lower case, as a quick look before the slow one; its kind; the whole sentence."""
