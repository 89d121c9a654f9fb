/**
 * Where in the world a phone number lives, as far as its digits tell: the time zones in which its owner
 * may be. A guess by nature, since mobile numbers move with their owners; so every zone that an area code
 * touches is named, and whoever must not disturb anybody waits for all of them.
 */
import parsePhoneNumber from "libphonenumber-js/max";
import type { E164 } from "./phone.ts";

/**
 * US and Canadian area codes by the zones they touch, overlays like the code they lie over. Checked against
 * libphonenumber's list of codes in service and its map of time zones (resources/timezones, 2018; it has 689,
 * Orlando's overlay, in the wrong zone). Codes that belong to no place (toll-free, 5XX personal, 600, 700,
 * 900) are left out.
 */
const AREA_CODES: readonly (readonly [zones: readonly string[], codes: string])[] = [
  [
    ["America/New_York"],
    `201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302
    304 305 313 315 317 321 324 326 329 330 332 336 339 347 351 352 363 380 386 401 404 407 410 412 413
    419 434 436 440 443 445 463 470 472 475 478 484 502 508 513 516 517 518 540 551 561 567 570 571 582
    585 586 603 607 609 610 614 616 617 624 631 640 645 646 656 667 678 679 680 681 686 689 703 704 706
    716 717 718 724 727 728 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 810 813
    814 821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914
    917 919 929 934 937 941 943 947 948 954 959 973 978 980 984 989`,
  ],
  [
    ["America/Chicago"],
    `205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319 320 325 327 331
    334 337 346 353 361 402 405 409 414 417 430 432 447 457 464 469 471 479 483 501 504 507 512 515 531
    534 539 557 563 572 573 580 601 608 612 615 618 629 630 636 641 651 659 660 662 682 708 712 713 715
    726 730 731 737 763 769 773 779 806 815 816 817 830 832 847 861 870 872 901 903 913 918 920 931 936
    938 940 945 952 956 972 975 979 985`,
  ],
  [["America/Denver"], `303 307 385 406 435 505 575 719 720 748 801 915 970 983`],
  [["America/Phoenix"], `480 520 602 623`],
  [
    ["America/Los_Angeles"],
    `206 209 213 253 279 310 323 341 350 357 360 369 408 415 424 425 442 503 509 510 530 559 562 564 619
    626 628 650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951
    971`,
  ],
  [["Pacific/Honolulu"], `808`],
  [["America/Halifax"], `428 506 782 902`],
  [
    ["America/Toronto"],
    `226 249 263 289 343 354 365 382 416 437 438 450 468 514 519 548 579 613 647 683 705 742 753 819 873
    905 942`,
  ],
  [["America/Winnipeg"], `204 431 584`],
  [["America/Edmonton"], `368 403 587 780 825`],
  [["America/Vancouver"], `604`],
  // Split codes. Indiana's north-west, north and south; Kentucky's west and south-east; Tennessee's east.
  [["America/Chicago", "America/New_York"], "219 574 812 930 270 364 606 423 729"],
  // Florida's panhandle and Michigan's upper peninsula.
  [["America/Chicago", "America/New_York"], "448 850 906"],
  // Nebraska's and Kansas's west, both Dakotas.
  [["America/Chicago", "America/Denver"], "308 620 785 605 701"],
  // Idaho, and Oregon with its Malheur County.
  [["America/Boise", "America/Los_Angeles"], "208 986 458 541"],
  // Nevada with West Wendover.
  [["America/Denver", "America/Los_Angeles"], "775"],
  // Arizona with the Navajo Nation, which keeps summer time.
  [["America/Phoenix", "America/Denver"], "928"],
  [["America/Anchorage", "America/Adak"], "907"],
  // Newfoundland and Labrador.
  [["America/St_Johns", "America/Halifax"], "709 879"],
  // Eastern Quebec: the Magdalen Islands keep Atlantic time, the Lower North Shore without summer time.
  [["America/Toronto", "America/Halifax", "America/Blanc-Sablon"], "273 367 418 581"],
  // North-western Ontario.
  [["America/Toronto", "America/Winnipeg", "America/Atikokan"], "807"],
  // Saskatchewan with Lloydminster, which keeps Alberta's time.
  [["America/Regina", "America/Edmonton"], "306 474 639"],
  // British Columbia outside the Lower Mainland: the Kootenays and the Peace River keep mountain time.
  [["America/Vancouver", "America/Edmonton", "America/Dawson_Creek"], "236 250 257 672 778"],
  // Yukon, the Northwest Territories and Nunavut.
  [["America/Whitehorse", "America/Edmonton", "America/Winnipeg", "America/Iqaluit"], "867"],
];

/**
 * Countries where all clocks agree (tzdata's zone.tab, 2025). One that has several times (Australia, Brazil,
 * Mexico, Spain with its islands, …) is left out.
 */
const COUNTRIES = `
AO Africa/Luanda  BF Africa/Ouagadougou  BI Africa/Bujumbura  BJ Africa/Porto-Novo  BW Africa/Gaborone
CF Africa/Bangui  CG Africa/Brazzaville  CI Africa/Abidjan  CM Africa/Douala  DJ Africa/Djibouti
DZ Africa/Algiers  EG Africa/Cairo  EH Africa/El_Aaiun  ER Africa/Asmara  ET Africa/Addis_Ababa
GA Africa/Libreville  GH Africa/Accra  GM Africa/Banjul  GN Africa/Conakry  GQ Africa/Malabo
GW Africa/Bissau  KE Africa/Nairobi  LR Africa/Monrovia  LS Africa/Maseru  LY Africa/Tripoli
MA Africa/Casablanca  ML Africa/Bamako  MR Africa/Nouakchott  MW Africa/Blantyre  MZ Africa/Maputo
NA Africa/Windhoek  NE Africa/Niamey  NG Africa/Lagos  RW Africa/Kigali  SD Africa/Khartoum
SL Africa/Freetown  SN Africa/Dakar  SO Africa/Mogadishu  SS Africa/Juba  ST Africa/Sao_Tome
SZ Africa/Mbabane  TD Africa/Ndjamena  TG Africa/Lome  TN Africa/Tunis  TZ Africa/Dar_es_Salaam
UG Africa/Kampala  ZA Africa/Johannesburg  ZM Africa/Lusaka  ZW Africa/Harare
AG America/Antigua  AI America/Anguilla  AR America/Argentina/Buenos_Aires  AW America/Aruba
BB America/Barbados  BL America/St_Barthelemy  BO America/La_Paz  BQ America/Kralendijk
BS America/Nassau  BZ America/Belize  CO America/Bogota  CR America/Costa_Rica  CU America/Havana
CW America/Curacao  DM America/Dominica  DO America/Santo_Domingo  GD America/Grenada
GF America/Cayenne  GP America/Guadeloupe  GT America/Guatemala  GY America/Guyana
HN America/Tegucigalpa  HT America/Port-au-Prince  JM America/Jamaica  KN America/St_Kitts
KY America/Cayman  LC America/St_Lucia  MF America/Marigot  MQ America/Martinique  MS America/Montserrat
NI America/Managua  PA America/Panama  PE America/Lima  PM America/Miquelon  PR America/Puerto_Rico
PY America/Asuncion  SR America/Paramaribo  SV America/El_Salvador  SX America/Lower_Princes
TC America/Grand_Turk  TT America/Port_of_Spain  UY America/Montevideo  VC America/St_Vincent
VE America/Caracas  VG America/Tortola  VI America/St_Thomas
SJ Arctic/Longyearbyen
AE Asia/Dubai  AF Asia/Kabul  AM Asia/Yerevan  AZ Asia/Baku  BD Asia/Dhaka  BH Asia/Bahrain
BN Asia/Brunei  BT Asia/Thimphu  CN Asia/Shanghai  CY Asia/Nicosia  GE Asia/Tbilisi  HK Asia/Hong_Kong
IL Asia/Jerusalem  IN Asia/Kolkata  IQ Asia/Baghdad  IR Asia/Tehran  JO Asia/Amman  JP Asia/Tokyo
KG Asia/Bishkek  KH Asia/Phnom_Penh  KP Asia/Pyongyang  KR Asia/Seoul  KW Asia/Kuwait  KZ Asia/Almaty
LA Asia/Vientiane  LB Asia/Beirut  LK Asia/Colombo  MM Asia/Yangon  MO Asia/Macau  MY Asia/Kuala_Lumpur
NP Asia/Kathmandu  OM Asia/Muscat  PH Asia/Manila  PK Asia/Karachi  PS Asia/Gaza  QA Asia/Qatar
SA Asia/Riyadh  SG Asia/Singapore  SY Asia/Damascus  TH Asia/Bangkok  TJ Asia/Dushanbe  TL Asia/Dili
TM Asia/Ashgabat  TW Asia/Taipei  UZ Asia/Tashkent  VN Asia/Ho_Chi_Minh  YE Asia/Aden
BM Atlantic/Bermuda  CV Atlantic/Cape_Verde  FK Atlantic/Stanley  FO Atlantic/Faroe
IS Atlantic/Reykjavik  SH Atlantic/St_Helena
AD Europe/Andorra  AL Europe/Tirane  AT Europe/Vienna  AX Europe/Mariehamn  BA Europe/Sarajevo
BE Europe/Brussels  BG Europe/Sofia  BY Europe/Minsk  CH Europe/Zurich  CZ Europe/Prague
DE Europe/Berlin  DK Europe/Copenhagen  EE Europe/Tallinn  FI Europe/Helsinki  FR Europe/Paris
GB Europe/London  GG Europe/Guernsey  GI Europe/Gibraltar  GR Europe/Athens  HR Europe/Zagreb
HU Europe/Budapest  IE Europe/Dublin  IM Europe/Isle_of_Man  IT Europe/Rome  JE Europe/Jersey
LI Europe/Vaduz  LT Europe/Vilnius  LU Europe/Luxembourg  LV Europe/Riga  MC Europe/Monaco
MD Europe/Chisinau  ME Europe/Podgorica  MK Europe/Skopje  MT Europe/Malta  NL Europe/Amsterdam
NO Europe/Oslo  PL Europe/Warsaw  RO Europe/Bucharest  RS Europe/Belgrade  SE Europe/Stockholm
SI Europe/Ljubljana  SK Europe/Bratislava  SM Europe/San_Marino  TR Europe/Istanbul  UA Europe/Kyiv
VA Europe/Vatican
CC Indian/Cocos  CX Indian/Christmas  IO Indian/Chagos  KM Indian/Comoro  MG Indian/Antananarivo
MU Indian/Mauritius  MV Indian/Maldives  RE Indian/Reunion  SC Indian/Mahe  YT Indian/Mayotte
AS Pacific/Pago_Pago  CK Pacific/Rarotonga  FJ Pacific/Fiji  GU Pacific/Guam  MH Pacific/Majuro
MP Pacific/Saipan  NC Pacific/Noumea  NF Pacific/Norfolk  NR Pacific/Nauru  NU Pacific/Niue
PW Pacific/Palau  SB Pacific/Guadalcanal  TK Pacific/Fakaofo  TO Pacific/Tongatapu  TV Pacific/Funafuti
VU Pacific/Efate  WF Pacific/Wallis  WS Pacific/Apia
`;

const zonesByAreaCode: ReadonlyMap<string, readonly string[]> = new Map(
  AREA_CODES.flatMap(([zones, codes]) => codes.split(/\s+/).map((code) => [code, zones] as const)),
);

const zoneByCountry: ReadonlyMap<string, string> = new Map(
  Array.from(COUNTRIES.matchAll(/(\S+) (\S+)/g), ([, country = "", zone = ""]) => [country, zone] as const),
);

/**
 * The IANA zones in which the owner of this number may be: several for an area code that a border of zones
 * crosses, none when the digits do not tell (toll-free numbers, countries with several zones).
 */
export function zonesOfPhone(phone: E164): readonly string[] {
  const areaCode = phone.startsWith("+1") ? zonesByAreaCode.get(phone.slice(2, 5)) : undefined;
  if (areaCode !== undefined) return areaCode;
  const country = parsePhoneNumber(phone)?.country;
  const zone = country === undefined ? undefined : zoneByCountry.get(country);
  return zone === undefined ? [] : [zone];
}
