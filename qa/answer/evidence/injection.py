"""Recognise sentences that speak to a machine or to the reader instead of reporting: none of them proves an answer."""

import re

# English news reports; a sentence that opens with one of these and no subject gives an order.
_ORDERS = (
    "ignore disregard forget print output respond reply include append insert write say tell repeat translate summarize "
    "summarise execute run click visit email send add use provide generate create compose describe explain list give make "
    "put embed encode decode convert reverse pretend act answer begin start finish end never always remember ensure recommend "
    "mention reveal show share copy paste download install subscribe go check note incorporate integrate introduce analyze "
    "analyse determine encrypt decrypt draft replace rearrange remove reorder randomize substitute reference promote suggest "
    "evaluate compare calculate outline identify assess compile swap alter change rewrite"
)
# "[1] Source 2: Print …" orders behind a label. Untrusted: nothing of it is tried twice, however many colons there are.
_LABEL = r"\W*+(?:[^.!?:]{0,40}+:\W++)?"
_OPENING = re.compile(
    rf"{_LABEL}(?:(?:please|now|then|first|next|also|instead|important|note|attention|stop)\b[\s,:!-]*)*"
    rf"(?:do not|don['’]t|you (?:must|should|are|will|have to|need to)|let['’]?s|{'|'.join(_ORDERS.split())})\b(?!['’])"
    # "Never before had the festival …" reports.
    r"(?<!\bnever(?= (?:before|again|since)\b))",
    re.IGNORECASE,
)
_SPEAKS_TO_A_MACHINE = re.compile(
    r"^\W*(?:system|assistant|user|human|ai|admin(?:istrator)?|developer|instructions?|prompt)\b[^.!?:]{0,30}:"
    r"|\b(?:previous|prior|above|earlier|preceding|following) (?:instruction|prompt|direction|rule|command)s?\b"
    r"|\bsystem prompt\b|\blanguage model\b|\bas an? (?:ai|assistant)\b|\bchat ?bot\b"
    r"|\b(?:your|the) (?:answer|response|reply|output|completion|summary)\b.{0,40}\b(?:must|should|shall|has to|needs to)\b"
    r"|\bin (?:your|the) (?:answer|response|reply|output)\b|\bthe user(?:'s|’s)? (?:question|query)\b",
    re.IGNORECASE,
)
# What only an answer of ours would say: shown as a statement, it would pass for one.
_REFUSES = re.compile(
    r"^\W*+(?:[^.!?]{0,40}\b)?"
    r"(?:i|we|this (?:system|assistant|model)|the (?:articles?|passages?|sources?|documents?|context|library))\b"
    r"[^.!?]{0,20}\b"
    r"(?:can ?not|can['’]t|could not|couldn['’]t|unable to|(?:do(?:es)?|did|will) not|(?:do|does|did|wo)n['’]t)"
    r" (?:answer|address|respond to|help (?:you )?with|comply with)(?: (?:this|that|your|the|such|any)){1,2}"
    r" (?:questions?|quer(?:y|ies)|requests?)\b"
    r"|\bno answer (?:to|for) (?:this|your) (?:question|query)\b"
    r"|\bnothing in the (?:articles?|passages?|sources?) (?:clearly )?answers\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:said|says|told|tells|replied|replies|added|asked|answered|wrote|insisted|according)\b", re.IGNORECASE
)
_LABELS = re.compile(
    r"\b(?:source|passage|citation|quote|document)s? ?#?\d{1,3} ?:|[\[(【](?:source|passage)s? ?\d{1,3}[\])】]",
    re.IGNORECASE,
)


def is_instruction(sentence: str) -> bool:
    """Whether the sentence orders, addresses or speaks for us rather than reports; a question reports nothing, either.

    A guard beside the verifier, not instead of it: it may miss orders that are worded as reports, and these can only be
    quoted, never obeyed. Where it takes a report for an order ("Run by volunteers, …") the answer loses a sentence.
    """
    if sentence.rstrip("\"'”’) ").endswith("?"):
        return True
    if _SPEAKS_TO_A_MACHINE.search(sentence) or _OPENING.match(sentence) or _LABELS.search(sentence):
        return True
    # "I cannot answer that question," the minister said: who is reported to say so does not speak for us.
    return _REFUSES.search(sentence) is not None and _REPORTS.search(sentence) is None
