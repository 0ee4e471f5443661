"""Turns past forms whose infinitive no rule tells into infinitives: a list, since there is no parser."""

BASES: dict[str, str] = dict(
    pair.split("=")
    for pair in (
        "said=say told=tell went=go came=come took=take gave=give made=make got=get saw=see knew=know found=find "
        "began=begin won=win lost=lose led=lead left=leave held=hold met=meet sent=send built=build spent=spend "
        "sold=sell bought=buy brought=bring thought=think fought=fight caught=catch taught=teach kept=keep "
        "felt=feel fell=fall rose=rise drove=drive wrote=write broke=break spoke=speak chose=choose froze=freeze "
        "stole=steal wore=wear flew=fly grew=grow threw=throw drew=draw blew=blow became=become ran=run sang=sing "
        "sank=sink swam=swim drank=drink shot=shoot struck=strike stood=stand understood=understand "
        "withdrew=withdraw paid=pay laid=lay heard=hear meant=mean sought=seek shook=shake gathered=gather "
        "forgot=forget forgave=forgive hid=hide rode=ride sat=sit slept=sleep swept=sweep wept=weep dealt=deal "
        "lent=lend bent=bend fled=flee fed=feed bled=bleed bred=breed overtook=overtake overcame=overcome "
        "overthrew=overthrow undertook=undertake underwent=undergo oversaw=oversee foresaw=foresee rebuilt=rebuild "
        "retold=retell resold=resell undid=undo did=do hit=hit cut=cut put=put set=set hurt=hurt shut=shut "
        "quit=quit "
        "filed=file died=die scored=score agreed=agree disagreed=disagree ruled=rule cited=cite created=create tied=tie lied=lie "
        "vied=vie developed=develop scheduled=schedule collapsed=collapse invited=invite completed=complete restored=restore "
        "soared=soar tuned=tune convened=convene compiled=compile prolonged=prolong rebuffed=rebuff freed=free ignored=ignore "
        "guaranteed=guarantee explored=explore ignited=ignite deleted=delete competed=compete stored=store eased=ease "
        "controlled=control propelled=propel compelled=compel expelled=expel cancelled=cancel owed=owe staffed=staff eyed=eye"
    ).split()
)
"""By past form."""

NOT_PAST = frozenset(
    "united indeed need speed hundred sacred red bed wed shed kindred crowded armed injured wounded elected".split()
)
"""Words that end like a past form and are none, or seldom."""
