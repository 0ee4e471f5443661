"""Holds the phrase families of what news pages carry beside the article, as regular expressions by kind.

Each expression must match a whole paragraph, without the brackets, bullets and dashes around it; case counts only where
`(?-i:…)` says so. They were written for this project from what content systems, comment plug-ins and agencies print.
"""

from qa.domain.article import RegionKind

Families = tuple[tuple[RegionKind, tuple[str, ...]], ...]

PLATFORM = (
    r"(?:facebook|fb|twitter|x|instagram|whatsapp|telegram|linkedin|youtube|tiktok|reddit|pinterest|threads|bluesky"
    r"|mastodon|google news|apple news|flipboard|social media|spotify|apple podcasts)"
)
PAGE = r"(?:article|story|post|report|page|piece|column|blog|video|essay|op-ed|interview|content|item)"
_NAME = r"(?-i:[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|al-\w+|de|la|der|van|von|bin|el)){1,4})"
_PICTURE = r"(?:photo(?:graph)?|image|picture|pic|illustration|graphic|composite|screen ?shot|screen ?grab)s?"
_AGENCY = (
    r"(?:getty(?: images)?|reuters|(?:the )?associated press|ap(?: photo)?|afp|agence france-presse|epa(?:-efe)?|efe"
    r"|dpa|upi|ansa|pa(?: media| wire)?|anadolu(?: agency)?|shutterstock|i?stock(?:photo)?|unsplash|zuma(?: press)?"
    r"|alamy|bloomberg|tass|xinhua|kyodo(?: news)?|nurphoto|sipa(?: usa)?|imago|handout|usa today(?: sports| network)?)"
)
_PICTURE_CREDIT = (
    rf"(?:[\[(](?:file: ?|(?:file )?{_PICTURE}:? (?:by|courtesy|credit) |{_PICTURE}: ?|ap photo/|reuters/)"
    rf"[^\[\]()]{{1,120}}[\])]|\[[^\[\]]{{2,80}}/{_AGENCY}[^\[\]]{{0,30}}\])\.?"
)

LABELS: Families = (
    (
        "ad-notice",
        (
            r"(?:advertisements?|advertising|advert|ad|ads|sponsored|paid post|partner content|promoted|ad feedback)[.:]?",
            r"(?:sponsored|paid|promoted|branded) (?:content|links?|posts?|stor(?:y|ies)|by .{1,40}|for by .{1,40})",
            r"(?:advertisement|ad)\W{1,5}(?:scroll|continue|story continues|article continues)\b.{0,60}",
            rf"{PAGE} continues (?:below|after)(?: (?:this |the )?ad(?:vert(?:isement)?)?)?",
            r"skip (?:this )?ad(?:vertisement)?|remove ads|why am i seeing this ad\?|ads by .{1,30}",
            r"how relevant is this ad to you\?|did you encounter any technical issues\?|video player was slow to load.*",
        ),
    ),
    (
        "comment-form",
        (
            r"\d+ \d+ votes?|(?:article|post|average|reader) rating:?[ \d./]*|notify of|inline feedbacks?",
            r"(?:view|show|see|load|read|hide) (?:all |more |the |\d+ )*comments?(?: \(\d+\))?|comments? \(\d+\)",
            r"would love your thoughts,? please comment\.? ?x?|you have entered an incorrect e-?mail address!?",
            r"(?:please )?enter (?:your|a valid) [\w -]{3,30}?(?: here)?[.!]?",
            r"(?:leave|post|write|add|submit|make) (?:a|your) (?:reply|comment|response|review)"
            r"(?:,? (?:cancel reply|here|below))?[.!:]?",
            r"(?:(?:you (?:must|need to) be|please) )?(?:log|sign|logged|signed) ?in (?:or (?:register|sign up) )?to "
            r"(?:(?:leave|post|write|add|make) (?:a|your) )?(?:comment|reply|join the (?:conversation|discussion))s?\.?",
            r"your e-?mail(?: address)? will not be (?:published|shared|displayed)\.?(?: required fields are marked ?\*?)?",
            r"required fields are marked ?\*?\.?|(?:name|e-?mail|website|comment) ?\*",
            r"no (?:comments?|replies|responses)(?: yet| so far)?[.:!]?|\d+ (?:comments?|replies|responses):?",
            r"be the first to (?:comment|reply|rate|review|leave a (?:comment|reply)|share your thoughts)[^,.]{0,40}[.!]?",
            r"save my name,? e-?mail,? (?:address,? )?and website in this browser.{0,60}|this site uses akismet.{0,120}",
            r"notify me (?:of|when|about|via) [^,]{0,60}(?:comments?|posts?|replies|e-?mail)\b[^,]{0,40}",
            r"comments? (?:are|is) (?:now )?(?:closed|off|disabled|turned off)(?: (?:on|for) [^,]{1,40})?[.!]?",
            r"(?:cancel reply|post comment|submit comment|add comment|reply to this comment|report (?:this )?comment)[.!]?",
        ),
    ),
    (
        "caption",
        (
            rf"(?:file |handout |stock )?{_PICTURE}(?: credits?| source| courtesy)?(?: of)? ?: ?[^.!?]{{2,100}}",
            rf"(?:file )?(?:{_PICTURE}|video) (?:by|via|courtesy of|courtesy|from) (?-i:[A-Z@])[^.!?]{{1,100}}",
            r"(?:file|representative|representational) (?:photo|image|picture)\.?|ap photo|getty images",
            r"(?:hide|toggle|show) captions?|enlarge (?:this )?image|(?:photo|image|slide|picture) \d+ (?:of|/) \d+",
            rf"[^.!?]{{2,60}}(?:/| via |\|){_AGENCY}(?:(?:/| via ).{{1,40}})?",
            r"view (?:image in )?(?:fullscreen|full screen|gallery|image|photos)",
        ),
    ),
    (
        "share",
        (
            rf"share(?: this(?: {PAGE})?)?(?: (?:on|via|with|to) (?:{PLATFORM}|e-?mail|(?:your )?friends)[^.]{{0,80}})?[:!]?",
            rf"(?:tweet|pin|share|post|send|e-?mail|print|save|bookmark|gift) (?:this|it)(?: {PAGE})?"
            r"(?: (?:to a friend|by e-?mail|for later))?",
            r"\d[\d,.]*[km]? shares?|(?:copy|copied) (?:the )?(?:link|url)(?: to (?:the )?clipboard)?|link copied!?",
            rf"(?:print|e-?mail|bookmark|save) {PAGE}",
        ),
    ),
    (
        "navigation",
        (
            r"(?:read|see|view|learn|find out|discover) more(?: (?:here|now|below|details))?[.:>»→… ]*",
            r"(?:read (?:more|also|this|next|related)|also read|must[- ]read|see also|read|don['’]t miss|up next"
            r"|go deeper|icymi|in case you missed it|related(?: \w+){0,2}|recommended(?: \w+){0,2}|more on this(?: \w+)?)"
            r"(?: [^:.]{1,40})? ?[:|»>] ?.{1,200}",
            r"more ?: ?.{1,200}[^.]|(?:see|read) (?:also|more) [-–—] .{1,200}",
            r"read more (?:about|on|from|at|in|stories|news|articles)\b[^,.]{0,120}\.?|related(?: topics?)?[.:…]*",
            r"(?:related|recommended|popular|trending|latest|top|similar|more|further|suggested|featured|most[- ]"
            r"(?:read|viewed))(?: \w+)? (?:articles?|stories|posts?|coverage|content|news|reading|links?|videos?"
            r"|headlines)[.:…]*",
            r"(?:you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|recommended for you|most (?:read|popular|viewed"
            r"|shared)|trending(?: now)?|editors?['’]?s?['’]? (?:picks?|choice)|what to read next|from our partners"
            r"|around the web|you may have missed)[.:…]*",
            r"more (?:on|about) this(?: \w+)?[.:…]*|more from .{1,40}",
            r"(?:next|previous|newer|older) (?:article|story|post|page)s?(?: ?[:»«→←>-] ?.{0,120})?",
            r"(?:back|return|scroll|go) to (?:the )?(?:top|home ?page|main page|start)(?: of (?:the )?page)?",
            r"(?:jump|skip) to (?:the )?(?:main )?(?:content|navigation|article|footer|search|comments)(?: .{0,20})?",
            r"[^>\u203a».!?]{1,40}(?:[>\u203a»][^>\u203a».!?]{1,60}){2,}",
            r"(?:home|news) ?(?:[>\u203a»][^>\u203a».!?]{1,80})+|home ?(?:[/|][^/|.!?]{1,80})+",
            r"(?:tags?|topics?|filed under|posted in|categor(?:y|ies)|keywords?|tagged(?: as| with)?|labels?"
            r"|more (?:in|about|on)) ?: ?[^.]{1,200}",
            r"(?:filed under|tagged with|tagged as|posted in) [^.]{1,80}",
            r"(?:click|tap) here[.!>»]*|(?:continue|keep) reading(?: (?:below|this|the (?:full|main) story))?[.!…>»→]*",
            r"(?:load|show|view|see) (?:more|less|all)(?: (?:stories|posts|news|articles|results|photos|videos))?",
            r"table of contents|(?:toggle|open|close|main) (?:navigation|menu)|search for:?|site search",
        ),
    ),
    (
        "promotion",
        (
            r"(?:sign up|subscribe|register|donate|join)(?: (?:here|now|today|for free|free))?[.!]?|subscribers? only",
            r"subscribe to (?:our|the|this) \w+(?: \w+)?[.!]?|create (?:a|your) (?:free )?account[.!]?",
            r"(?:already|not) (?:a |an |yet a )?(?:subscriber|member)\?.{0,80}|(?:log|sign) ?in(?: (?:here|now))?[.!]?",
            r"already (?:have an account|registered|subscribed)\?.{0,80}|start your free trial[.!]?",
            r"(?:watch|listen|podcast|video|photos|gallery|in pictures|watch (?:live|now|more|here|this|the video))"
            r" ?[:|] ?.{1,160}[^.]",
            rf"listen to (?:this|the) {PAGE}(?: .{{0,40}})?|watch live|watch now|watch the video|play video",
            r"(?:proudly )?(?:powered|published|hosted|built) (?:by|with|on) (?:wordpress|blogger|drupal|joomla|ghost"
            r"|medium|wix|squarespace|newspack).{0,60}",
            r"(?:blog ?|wordpress |website )?theme(?: images)?:? .{0,40}\bby .{2,40}",
            r"(?:available|get it|download) on (?:the )?(?:app store|google play|google news|apple news).{0,60}",
            r"support (?:us|our (?:work|journalism|mission)|(?:independent|local|quality) journalism)[.!]?",
        ),
    ),
    (
        "notice",
        (
            r"(?:estimated |average )?(?:reading|read) time:? ?(?:about |approx\.? )?\d+ ?min(?:ute)?s?\.?",
            r"\d+[- ]?min(?:ute)?s?(?: of)? read(?:ing)?(?: time)?",
            r"(?:about |an? |\d+ )(?:second|minute|min|hour|hr|day|week|month|year)s? ago",
            r"(?:accept|reject|allow|manage|decline)(?: all| my)? (?:cookies?|cookie settings|preferences|choices)",
            r"(?:accept|reject|allow) all|cookie (?:policy|settings|preferences|notice|consent)",
            r"live (?:updates|blog|coverage|reporting)|breaking news",
        ),
    ),
    (
        "credit",
        (
            r"our standards: .{0,60}trust principles\.?.{0,40}",
            r"with (?:inputs?|reporting|reports?|files) from (?:the )?(?:news |wire )?(?:agency|agencies|wires?)\.?",
        ),
    ),
)
"""Labels, buttons and link lines: their words say what they are wherever they stand."""

EDGE: Families = (
    (
        "comment-form",
        (
            r"comments?:?|repl(?:y|ies)|name:?|e-?mail(?: address)?:?|website:?|submit|newest|oldest|most voted|top rated",
            r"rate this \w+|what do you think\??|join the (?:conversation|discussion|debate)[.!]?",
        ),
    ),
    ("share", (rf"(?:print|e-?mail|save|bookmark|pdf|{PLATFORM})",)),
    (
        "navigation",
        (
            r"menu|search|home|[^>\u203a»|.!?]{2,30} [>\u203a»] [^>\u203a»|.!?]{2,40}",
            r"advertise(?: with us)?|site ?map|accessibility",
            r"privacy(?: policy)?|terms (?:of|and) (?:use|service|conditions)|contact(?: us)?|about(?: us)?",
        ),
    ),
    (
        "credit",
        (
            rf"(?:by )?{_AGENCY}(?:(?:/|, | and ){_AGENCY})*",
            r"(?:by )?(?:our )?(?:cnn|bbc(?: news)?|al jazeera|(?:news |wire )?agencies|wire reports|web desk|news desk"
            r"|staff(?: writers?| reporters?)?|(?:special )?correspondent)(?: (?:staff|and (?:news )?agencies))?",
            rf"by {_NAME}(?:(?:, | and | & |, and ){_NAME})*(?:,? (?:for )?{_AGENCY}|,? [^.,|]{{2,40}})?"
            r"(?: ?[|·•–—-] ?.{1,60})?",
            r"(?:written|reported|edited|compiled|posted) by:? (?-i:[A-Z]).{1,80}",
            r"(?:source|via)s?: ?(?-i:[A-Z])[^.]{1,60}",
        ),
    ),
    (
        "notice",
        (r"live|breaking|just in|updating|developing(?: story)?|exclusive|(?:more to (?:come|follow)|more soon)[.…]*",),
    ),
)
"""Words that name a field, a section or a maker, but only before the first or after the last paragraph of prose."""

CAPTION = rf".{{1,300}}{_PICTURE_CREDIT}"
"""A caption that ends in its picture's credit."""

TRAILING: Families = (
    (
        "credit",
        (
            r"\((?:(?:additional |further )?(?:reporting|writing|editing)|compiled|edited|translated) by (?-i:[A-Z])"
            r"[^()]{1,300}\)\.?",
        ),
    ),
    ("caption", (_PICTURE_CREDIT,)),
    ("promotion", (r"\((?:click|tap) here[^()]{0,40}\)\.?|(?<=[.!?”\")\]] )sign up here\.?",)),
    ("ad-notice", (r"(?<=[.!?”\")\]] )advertisement",)),
    ("navigation", (r"(?<=[.!?”\")\]] )(?:read more|continue reading)[.…>»→ ]*",)),
)
"""Labels at the end of a paragraph that itself stays; each follows a space."""
