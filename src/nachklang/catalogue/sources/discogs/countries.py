"""Discogs' names of countries as territories."""

from functools import lru_cache

_TERRITORIES = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda; AI Anguilla; AL Albania;
AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba;
AX Aland Islands; AZ Azerbaijan; BA Bosnia & Herzegovina; BB Barbados; BD Bangladesh; BE Belgium;
BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BM Bermuda; BN Brunei; BO Bolivia; BR Brazil;
BS Bahamas, The; BS Bahamas; BT Bhutan; BW Botswana; BY Belarus; BZ Belize; CA Canada;
CC Cocos (Keeling) Islands; CD Congo, Democratic Republic of the; CD Democratic Republic of Congo;
CF Central African Republic; CG Congo, Republic of the; CG Republic of Congo; CH Switzerland; CI Ivory Coast;
CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde;
CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czech Republic; DE Germany; DJ Djibouti; DK Denmark;
DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara;
ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands; FM Micronesia;
FM Micronesia, Federated States of; FO Faroe Islands; FR France; GA Gabon; GB UK; GB United Kingdom;
GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia, The;
GM Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GT Guatemala; GU Guam; GW Guinea-Bissau;
GY Guyana; HK Hong Kong; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel;
IM Man, Isle of; IM Isle Of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland;
IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati;
KM Comoros; KN Saint Kitts and Nevis; KP North Korea; KR South Korea; KW Kuwait; KY Cayman Islands;
KZ Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho;
LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; MD Moldova, Republic of;
ME Montenegro; MF Saint Martin; MG Madagascar; MH Marshall Islands; MK Macedonia; MK North Macedonia; ML Mali;
MM Burma; MM Myanmar; MN Mongolia; MO Macau; MP Northern Mariana Islands; MQ Martinique; MR Mauritania;
MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique;
NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands;
NO Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia;
PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre and Miquelon;
PN Pitcairn Islands; PR Puerto Rico; PS Palestine; PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Reunion;
RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan;
SE Sweden; SG Singapore; SH Saint Helena; SI Slovenia; SJ Svalbard; SK Slovakia; SL Sierra Leone;
SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South Sudan; ST Sao Tome and Principe; SV El Salvador;
SX Sint Maarten; SY Syria; SZ Swaziland; SZ Eswatini; TC Turks and Caicos Islands; TD Chad; TG Togo;
TH Thailand; TJ Tajikistan; TK Tokelau; TL East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey;
TR Türkiye; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; US US; US USA;
UY Uruguay; UZ Uzbekistan; VA Vatican City; VC Saint Vincent and the Grenadines; VE Venezuela;
VG British Virgin Islands; VI Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis and Futuna; WS Samoa;
XW Worldwide; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe
"""

_REGIONS = """
Abkhazia; Africa; Asia; Australasia; Austria-Hungary; Benelux; Bohemia; British Solomon Islands; Catalonia;
Central America; Ceylon; CIS; Czechoslovakia; Dahomey; Dutch East Indies; East Africa; Eurasia; Europe;
French West Africa; GDR; German Democratic Republic (GDR); Gulf Cooperation Council; Indochina;
Korea (pre-1945); Kosovo; Latin America; Middle East; Netherlands Antilles; North & South America;
North America; North America (inc Mexico); Northern Cyprus; Ottoman Empire;
Protectorate of Bohemia and Moravia; Rhodesia; Scandinavia; Serbia and Montenegro; South America;
South East Asia; South Pacific; South Vietnam; Southern Rhodesia; Soviet Union; Upper Volta; USSR; Yugoslavia;
Zaire; Zanzibar
"""
"""Regions of several territories, and states that are no more: their releases keep their date alone."""


def _listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";")]


_CODES = {entry[3:].casefold(): entry[:2] for entry in _listed(_TERRITORIES)}
_KNOWN_REGIONS = {region.casefold() for region in _listed(_REGIONS)}


@lru_cache(maxsize=4096)
def territories(country: str) -> tuple[str, ...] | None:
    """Return the territories of a country as Discogs names it; None where the name is not known.

    `UK & Ireland` is both; where one part is a region (`UK & Europe`), or all is, there is none to name.
    """
    name = country.strip().casefold()
    if name in _CODES:
        return (_CODES[name],)
    if name in _KNOWN_REGIONS:
        return ()
    parts = [part.strip() for part in name.replace("&", ",").split(",") if part.strip()]
    if any(part not in _CODES and part not in _KNOWN_REGIONS for part in parts):
        return None
    return tuple(_CODES[part] for part in parts) if all(part in _CODES for part in parts) else ()
