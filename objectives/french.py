"""How French people read and write numbers, days and hours. Pure: no Django, no clock, never a float."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil

NARROW, WIDE = ("\u202f", "\u00a0")  # no-break spaces: between thousands; before « % » and « € »
LONGEST_NUMBER = 30
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
EQUAL_DECIMALS = 3  # as many as two rates take to be shown equal

_OF_WHAT = {"%", "de", "des", "du", "en", "par", "à", "au", "aux", "pour", "sur"}
_ALIKE = {
    *"accès avis bois colis corps cours devis dos mois parcours pays permis procès relais secours".split(),
    *"chaux faux taux".split(),
}
_SPACES = re.compile(r"[ \u00a0\u2007\u2009\u202f]")
_PLAIN = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([ \u00a0\u2007\u2009\u202f][0-9]{3})+([.,][0-9]+)?")
_ONE_POINT_THREE_DIGITS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


class NotANumber(ValueError):
    """A refusal, as a sentence to show beside the field."""


def parse_number(text: str, decimals: int = 3) -> Decimal:
    """Read «12,5», «1 234,5» (any space) or «-3». Raises NotANumber.

    Only ASCII digits, at most `decimals` of them after the comma: one too many is refused, never rounded.
    «1.000» could be one or one thousand, so it is refused too; «0.500» is one half.
    """
    text = text.strip().replace("\u2212", "-")
    if len(text) > LONGEST_NUMBER:
        raise NotANumber(f"Ce nombre est trop long : {LONGEST_NUMBER} caractères au plus.")
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise NotANumber("Écrivez un nombre, par exemple 300, 12,5 ou 1 234,5.")
    if _ONE_POINT_THREE_DIGITS.fullmatch(text):
        raise NotANumber(f"« {text} » peut se lire de deux façons : écrivez 1 000 pour mille, 1,000 pour un.")
    number = Decimal(_SPACES.sub("", text).replace(",", "."))
    if number != truncated(Fraction(number), decimals):
        raise NotANumber(too_many_decimals(decimals))
    return number


def too_many_decimals(decimals: int) -> str:
    if decimals == 0:
        return "Écrivez un nombre entier."
    return f"Écrivez au plus {decimals} chiffre{'s' if decimals > 1 else ''} après la virgule."


def truncated(value: Fraction | Decimal, decimals: int) -> Decimal:
    """Cut toward zero after `decimals` digits; what is shown never claims more than what is."""
    scaled = Fraction(value) * 10**decimals
    return Decimal(int(scaled)).scaleb(-decimals)


def hour(at: dt.time | dt.datetime) -> str:
    """«9 h 30», «12 h»."""
    return f"{at.hour}{WIDE}h{WIDE}{at:%M}" if at.minute else f"{at.hour}{WIDE}h"


def moment(at: dt.datetime) -> str:
    """«16/05/2023 à 9 h 30», where its own time zone says so."""
    return f"{at:%d/%m/%Y} à {hour(at)}"


def when(told: dt.date | dt.time) -> str:
    """A day, an hour, or both."""
    if isinstance(told, dt.datetime):
        return moment(told)
    return hour(told) if isinstance(told, dt.time) else f"{told:%d/%m/%Y}"


def in_words(day: dt.date) -> str:
    """«1er mai 2023»."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def number(value: Fraction | Decimal | int, decimals: int = 3) -> str:
    """«1 234,5»: thousands apart, decimal comma, trailing zeros dropped, truncated after `decimals`."""
    sign, digits, exponent = truncated(Fraction(value), decimals).as_tuple()
    figures = "".join(map(str, digits)).rjust(decimals + 1, "0")
    whole, rest = (figures[:exponent], figures[exponent:].rstrip("0")) if exponent else (figures, "")
    whole = f"{int(whole):,}".replace(",", NARROW)
    minus = "−" if sign and (int(figures)) else ""
    return f"{minus}{whole}{',' if rest else ''}{rest}"


def signed(value: Fraction | Decimal | int, decimals: int = 3) -> str:
    """«+120» or «−3,5»."""
    return number(value, decimals) if value < 0 else f"+{number(value, decimals)}"


def counted(quantity: Fraction | Decimal | int, unit: str, decimals: int = 3) -> str:
    """«12 rénovations», «1 rénovation», «0,5 km»: units are written in the plural, which French starts at two."""
    return f"{number(quantity, decimals)}{WIDE}{_singular(unit) if abs(quantity) < 2 else unit}"


def _singular(unit: str) -> str:
    """What is counted, without what it is counted of: «tonne de déchets», «% des écoles»."""
    words = unit.split(" ")
    end = next((at for at, word in enumerate(words) if word in _OF_WHAT or word[:2] in ("d’", "d'")), len(words))
    return " ".join([*map(_one, words[:end]), *words[end:]])


def _one(word: str) -> str:
    """Of a plural; a word that may be none is left as it is."""
    if word in _ALIKE:
        return word
    if word.endswith("travaux"):
        return f"{word[:-3]}ail"
    if word.endswith(("eaux", "yaux")):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-2]}l"
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def months_to_report(months: Fraction) -> str:
    """«Restent 9 mois», «Reste moins d’un mois»: months are whole when the contract ends with one."""
    whole = int(months)
    if not whole:
        return "Reste moins d’un mois"
    about = "" if whole == months else "un peu plus de "
    return f"{'Restent' if whole > 1 else 'Reste'} {about}{whole} mois"


def percent(ratio: Fraction) -> str:
    """A share as «59,99 %»: at most two decimals, truncated, so 59.996 % is never shown as 60 %."""
    return f"{number(ratio * 100, 2)}{WIDE}%"


def rates(observed: Fraction | None, needed: Fraction) -> tuple[str | None, str]:
    """Two rates to compare: the observed one cut, the needed one always rounded up, so that the first never looks
    enough when it is not; with as many decimals as it takes to look enough when it is, unless both are one number
    that no decimal ends."""
    decimals = 0 if needed >= 10 else 1 if needed >= 1 else 2
    if observed is None:
        return None, number(_up(needed, decimals), decimals)
    if observed == needed:  # a third has no last decimal
        decimals = next((more for more in range(decimals, EQUAL_DECIMALS + 1) if _up(needed, more) == needed), decimals)
    while observed > needed and -_up(-observed, decimals) < _up(needed, decimals):
        decimals += 1
    return number(-_up(-observed, decimals), decimals), number(_up(needed, decimals), decimals)


def _up(value: Fraction, decimals: int) -> Fraction:
    return Fraction(ceil(value * 10**decimals), 10**decimals)


def exact(value: Fraction | Decimal) -> str:
    """All of a number, for machines and auditors: «960», «35.6», and «31/94» when no decimal says it."""
    value = Fraction(value)
    for decimals in range(10):
        if value == truncated(value, decimals):
            return f"{truncated(value, decimals):f}"
    return str(value)


def listed(words: Iterable[str]) -> str:
    """«SEVADEC, ADEME et CCPO»; nothing for nothing."""
    *first, last = [*words] or [""]
    return " et ".join(filter(None, (", ".join(first), last)))


def euros(amount: Decimal | int) -> str:
    """«152 371 €», or «152 371,50 €» when there are cents."""
    whole, _, cents = number(Decimal(amount), 2).partition(",")
    return f"{whole}{f',{cents:0<2}' if cents else ''}{WIDE}€"


@lru_cache(maxsize=16_384)  # a file of 5 000 names asks for the key of each a dozen times
def sort_key(text: str) -> str:
    """Without case, accents or repeated spaces: what two spellings of one name have in common."""
    if text.isascii():
        return " ".join(text.casefold().split())
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'")).casefold()
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
