"""Kindred news words, by each word of a row."""

_ROWS = """
hospital school church library museum factory prison stadium courthouse hotel airport restaurant warehouse
hospitals schools churches libraries museums factories prisons stadiums courthouses hotels airports restaurants warehouses
soldiers sailors pilots firefighters nurses teachers farmers drivers lawyers doctors engineers journalists miners
soldier sailor pilot firefighter nurse teacher farmer driver lawyer doctor engineer journalist miner
president governor mayor senator minister judge ambassador
bought rented leased borrowed
buy rent lease borrow
car truck bus motorcycle train bicycle boat
cars trucks buses motorcycles trains bicycles boats
earthquake hurricane tornado wildfire flood blizzard
earthquakes hurricanes tornadoes wildfires floods blizzards
bridge tunnel highway railway dam
house apartment office garage barn
houses apartments offices garages barns
dog cat horse cow bear
dogs cats horses cows bears
coffee tea beer wine milk
murder robbery fraud arson kidnapping burglary
movie book song play album
movies books songs plays albums
football baseball basketball hockey soccer tennis
king prince duke emperor
brother cousin uncle father
sister cousin aunt mother
oil gas coal uranium steel
water food fuel electricity medicine
tax fee fine tariff
taxes fees fines tariffs
vaccine drug treatment test
vaccines drugs treatments tests
cancer diabetes pneumonia malaria
virus bacterium fungus
rifle pistol knife hammer
guns knives explosives grenades
missile rocket drone helicopter
missiles rockets drones helicopters
shooting stabbing robbery explosion
election referendum census auction
primary runoff convention
investigation audit trial hearing inquest
lawsuit petition complaint
arrested questioned searched fined
announced denied suggested regretted
designed financed inspected painted
wrote translated edited printed
shot stabbed poisoned
killed rescued kidnapped photographed
student teacher principal janitor
students teachers principals janitors
company charity university bank
companies charities universities banks
river lake mountain desert
rivers lakes mountains deserts
beach forest valley island
city village county island
red blue green yellow white black
wooden concrete steel plastic
Catholic Protestant Muslim Jewish Buddhist
economic military cultural religious
political religious scientific artistic
engineers economists historians chemists
spokesman lawyer doctor neighbor
actor singer dancer painter
game concert parade festival
tournament league
quarterback goalkeeper pitcher
championship semifinal
goal touchdown basket
goals touchdowns baskets
coach referee captain
team committee choir
shirt jacket hat
phone laptop camera watch
email letter fax
website newspaper magazine podcast
interview speech letter memo
television radio newspaper
"""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in (line.split() for line in _ROWS.strip().splitlines()):
        table |= {word: (*table.get(word, ()), *(other for other in row if other != word)) for word in row}
    return table


KINDRED: dict[str, tuple[str, ...]] = _table()
"""A word to others that can stand in its place and mean something else."""
