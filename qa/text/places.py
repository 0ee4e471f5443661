"""Names that news uses for one place or body, so that "American", "U.S." and "Washington" count as one.

Each line: the name; other names and nationalities; the capital, by which news means the government. The capital stands
for its country, but the country never for the capital.
"""

_COUNTRIES = """
Afghanistan; Afghan, Afghans; Kabul
Albania; Albanian, Albanians; Tirana
Algeria; Algerian, Algerians; Algiers
Angola; Angolan, Angolans; Luanda
Argentina; Argentine, Argentinian, Argentinians, Argentines; Buenos Aires
Armenia; Armenian, Armenians; Yerevan
Australia; Australian, Australians; Canberra
Austria; Austrian, Austrians; Vienna
Azerbaijan; Azerbaijani, Azerbaijanis; Baku
Bahrain; Bahraini, Bahrainis; Manama
Bangladesh; Bangladeshi, Bangladeshis; Dhaka
Belarus; Belarusian, Belarusians; Minsk
Belgium; Belgian, Belgians; Brussels
Bolivia; Bolivian, Bolivians; La Paz
Bosnia; Bosnian, Bosnians, Bosnia and Herzegovina; Sarajevo
Botswana; Batswana; Gaborone
Brazil; Brazilian, Brazilians; Brasilia
Britain; British, UK, U.K., United Kingdom, Great Britain, Briton, Britons; London
Bulgaria; Bulgarian, Bulgarians; Sofia
Burkina Faso; Burkinabe; Ouagadougou
Burundi; Burundian; Bujumbura
Cambodia; Cambodian, Cambodians; Phnom Penh
Cameroon; Cameroonian, Cameroonians; Yaounde
Canada; Canadian, Canadians; Ottawa
Chad; Chadian; N'Djamena
Chile; Chilean, Chileans; Santiago
China; Chinese, People's Republic of China, PRC; Beijing
Colombia; Colombian, Colombians; Bogota
Congo; Congolese, DRC, Democratic Republic of Congo; Kinshasa
Costa Rica; Costa Rican, Costa Ricans; San Jose
Croatia; Croatian, Croatians, Croat; Zagreb
Cuba; Cuban, Cubans; Havana
Cyprus; Cypriot, Cypriots; Nicosia
Czech Republic; Czechia, Czech, Czechs; Prague
Denmark; Danish, Dane, Danes; Copenhagen
Djibouti; Djiboutian;
Dominican Republic; Dominican, Dominicans; Santo Domingo
Ecuador; Ecuadorian, Ecuadorians; Quito
Egypt; Egyptian, Egyptians; Cairo
El Salvador; Salvadoran, Salvadorans; San Salvador
England; English;
Eritrea; Eritrean, Eritreans; Asmara
Estonia; Estonian, Estonians; Tallinn
Ethiopia; Ethiopian, Ethiopians; Addis Ababa
Fiji; Fijian, Fijians; Suva
Finland; Finnish, Finn, Finns; Helsinki
France; French, Frenchman; Paris
Gabon; Gabonese; Libreville
Gambia; Gambian; Banjul
Georgia; Georgian, Georgians; Tbilisi
Germany; German, Germans; Berlin
Ghana; Ghanaian, Ghanaians; Accra
Greece; Greek, Greeks; Athens
Greenland; Greenlandic, Greenlander; Nuuk
Guatemala; Guatemalan, Guatemalans;
Guinea; Guinean; Conakry
Guyana; Guyanese; Georgetown
Haiti; Haitian, Haitians; Port-au-Prince
Honduras; Honduran, Hondurans; Tegucigalpa
Hong Kong; Hongkonger, Hongkongers;
Hungary; Hungarian, Hungarians; Budapest
Iceland; Icelandic, Icelander; Reykjavik
India; Indian, Indians; New Delhi, Delhi
Indonesia; Indonesian, Indonesians; Jakarta
Iran; Iranian, Iranians; Tehran
Iraq; Iraqi, Iraqis; Baghdad
Ireland; Irish, Irishman; Dublin
Israel; Israeli, Israelis; Jerusalem, Tel Aviv
Italy; Italian, Italians; Rome
Ivory Coast; Ivorian, Ivorians; Abidjan
Jamaica; Jamaican, Jamaicans; Kingston
Japan; Japanese; Tokyo
Jordan; Jordanian, Jordanians; Amman
Kazakhstan; Kazakh, Kazakhs; Astana
Kenya; Kenyan, Kenyans; Nairobi
Kosovo; Kosovar, Kosovars; Pristina
Kuwait; Kuwaiti, Kuwaitis;
Kyrgyzstan; Kyrgyz; Bishkek
Laos; Laotian, Lao; Vientiane
Latvia; Latvian, Latvians; Riga
Lebanon; Lebanese; Beirut
Liberia; Liberian, Liberians; Monrovia
Libya; Libyan, Libyans; Tripoli
Lithuania; Lithuanian, Lithuanians; Vilnius
Luxembourg; Luxembourger;
Madagascar; Malagasy; Antananarivo
Malawi; Malawian; Lilongwe
Malaysia; Malaysian, Malaysians; Kuala Lumpur
Maldives; Maldivian; Male
Mali; Malian, Malians; Bamako
Malta; Maltese; Valletta
Mauritania; Mauritanian; Nouakchott
Mexico; Mexican, Mexicans; Mexico City
Moldova; Moldovan, Moldovans; Chisinau
Mongolia; Mongolian, Mongolians; Ulaanbaatar
Montenegro; Montenegrin; Podgorica
Morocco; Moroccan, Moroccans; Rabat
Mozambique; Mozambican; Maputo
Myanmar; Burma, Burmese; Naypyidaw
Namibia; Namibian; Windhoek
Nepal; Nepali, Nepalese, Nepalis; Kathmandu
Netherlands; Dutch, Holland, Dutchman; The Hague, Amsterdam
New Zealand; New Zealander, New Zealanders; Wellington
Nicaragua; Nicaraguan, Nicaraguans; Managua
Niger; Nigerien; Niamey
Nigeria; Nigerian, Nigerians; Abuja
North Korea; North Korean, North Koreans, DPRK; Pyongyang
North Macedonia; Macedonian, Macedonians; Skopje
Norway; Norwegian, Norwegians; Oslo
Oman; Omani, Omanis; Muscat
Pakistan; Pakistani, Pakistanis; Islamabad
Palestine; Palestinian, Palestinians, Palestinian territories; Ramallah
Panama; Panamanian, Panamanians;
Paraguay; Paraguayan; Asuncion
Peru; Peruvian, Peruvians; Lima
Philippines; Filipino, Filipinos, Philippine; Manila
Poland; Polish, Poles; Warsaw
Portugal; Portuguese; Lisbon
Puerto Rico; Puerto Rican, Puerto Ricans;
Qatar; Qatari, Qataris; Doha
Romania; Romanian, Romanians; Bucharest
Russia; Russian, Russians, Russian Federation; Moscow, Kremlin
Rwanda; Rwandan, Rwandans; Kigali
Saudi Arabia; Saudi, Saudis; Riyadh
Scotland; Scottish, Scot, Scots; Edinburgh
Senegal; Senegalese; Dakar
Serbia; Serbian, Serbians, Serb, Serbs; Belgrade
Sierra Leone; Sierra Leonean; Freetown
Singapore; Singaporean, Singaporeans;
Slovakia; Slovak, Slovaks; Bratislava
Slovenia; Slovenian, Slovene; Ljubljana
Somalia; Somali, Somalis; Mogadishu
South Africa; South African, South Africans; Pretoria
South Korea; South Korean, South Koreans; Seoul
South Sudan; South Sudanese; Juba
Soviet Union; Soviet, USSR, Soviets;
Spain; Spanish, Spaniard, Spaniards; Madrid
Sri Lanka; Sri Lankan, Sri Lankans; Colombo
Sudan; Sudanese; Khartoum
Sweden; Swedish, Swede, Swedes; Stockholm
Switzerland; Swiss; Bern
Syria; Syrian, Syrians; Damascus
Taiwan; Taiwanese; Taipei
Tajikistan; Tajik; Dushanbe
Tanzania; Tanzanian, Tanzanians; Dodoma
Thailand; Thai, Thais; Bangkok
Togo; Togolese; Lome
Tonga; Tongan;
Trinidad and Tobago; Trinidadian;
Tunisia; Tunisian, Tunisians; Tunis
Turkey; Turkish, Turk, Turks, Turkiye; Ankara
Turkmenistan; Turkmen; Ashgabat
Uganda; Ugandan, Ugandans; Kampala
Ukraine; Ukrainian, Ukrainians; Kyiv, Kiev
United Arab Emirates; UAE, Emirati, Emiratis, Emirates; Abu Dhabi
United States; US, U.S., USA, U.S.A., America, American, Americans, United States of America; Washington
Uruguay; Uruguayan; Montevideo
Uzbekistan; Uzbek, Uzbeks; Tashkent
Vatican; Holy See;
Venezuela; Venezuelan, Venezuelans; Caracas
Vietnam; Vietnamese; Hanoi
Wales; Welsh; Cardiff
Yemen; Yemeni, Yemenis; Sanaa
Zambia; Zambian, Zambians; Lusaka
Zimbabwe; Zimbabwean, Zimbabweans; Harare
Gaza; Gazan, Gazans, Gaza Strip;
West Bank;;
"""

_BODIES = """
Africa; African, Africans
Asia; Asian, Asians
Europe; European, Europeans
European Union; EU, E.U.
United Nations; UN, U.N.
NATO; North Atlantic Treaty Organization, North Atlantic Treaty Organisation
Islamic State; ISIS, ISIL, Daesh, IS group
World Health Organization; WHO, World Health Organisation
International Monetary Fund; IMF
Federal Bureau of Investigation; FBI
Central Intelligence Agency; CIA
Supreme Court; SCOTUS
"""


def _entries(table: str) -> list[tuple[str, list[str], list[str]]]:
    """Name, its other names, its capitals."""
    rows = [[part.strip() for part in f"{line};;".split(";")] for line in table.strip().splitlines()]
    return [(name, _names(others), _names(capitals)) for name, others, capitals, *_ in rows]


def _names(part: str) -> list[str]:
    return [name.strip() for name in part.split(",") if name.strip()]


_ENTRIES = (*_entries(_COUNTRIES), *_entries(_BODIES))

COUNTRIES: frozenset[str] = frozenset(name.lower() for name, _, _ in _entries(_COUNTRIES))
"""Canonical names of the places above, in lower case."""

NAMES: dict[str, tuple[str, ...]] = {name.lower(): (name, *others) for name, others, _ in _ENTRIES}
"""Canonical name to all names that mean it; capitals left out."""

ALIASES: dict[tuple[str, ...], str] = {
    tuple(alias.lower().replace("-", " ").split()): name.lower()
    for name, others, capitals in _ENTRIES
    for alias in (name, *others, *capitals)
}
"""Every name above, as its words in lower case, to its canonical name."""

CAPITALS: frozenset[str] = frozenset(capital.lower() for _, _, capitals in _ENTRIES for capital in capitals)
"""The capitals above, in lower case."""
