"""What each indicator counts, who says it and how often: the deck is silent, officers fill it in."""

from decimal import Decimal
from typing import NamedTuple

from cottri.demo.people import OPENED_AT
from objectives.models import Contract, Indicator, ReferenceNumber

EVERY = Indicator.Frequency
ORIGIN = "Donnée de démonstration"


class Meaning(NamedTuple):
    definition: str
    supplier: str
    frequency: Indicator.Frequency
    evidence_required: bool = False


COUNTED = {
    "renovations": Meaning(
        "Un logement compte une fois, le mois où ses travaux s’achèvent, si son propriétaire a été conseillé par un "
        "EIE ou un GUH, ou accompagné par le SPEE, avant de les commencer. Conseillé et accompagné : une seule fois.",
        "Guichets uniques de l’habitat (GUH) des 3 EPCI, SPEE",
        EVERY.MONTH,
    ),
    "amenagements-cyclables": Meaning(
        "Linéaire pérenne mis en service, mesuré dans l’axe ; un aménagement à double sens compte une fois. "
        "Les bandes provisoires et les simples marquages ne comptent pas.",
        "Services voirie des EPCI et des communes, Département",
        EVERY.QUARTER,
    ),
    "regal": Meaning(
        "1 quand le réseau est en œuvre : animation désignée, feuille de route adoptée et première réunion plénière "
        "tenue. Les réunions préparatoires comptent pour 0.",
        "SyMPaC, avec le SEVADEC",
        EVERY.HALF_YEAR,
        evidence_required=True,
    ),
    "cot-enr": Meaning(
        "1 à la signature d’un COT EnR qui couvre les trois EPCI. La couverture de la seule CCPO, acquise au départ "
        "par le PNRCMO, compte pour 0.",
        "SyMPaC, avec le PNRCMO",
        EVERY.HALF_YEAR,
        evidence_required=True,
    ),
    "adaptation": Meaning(
        "Une action compte une fois, quand elle est achevée et qu’elle figure au plan d’actions d’un PCAET : "
        "désimperméabilisation, lutte contre les inondations, îlots de fraîcheur… Une étude seule ne compte pas.",
        "Chargés de mission PCAET des 3 EPCI",
        EVERY.QUARTER,
    ),
    "ecoles": Meaning(
        "Une école publique ou privée compte une fois, à sa première action au-delà de la réglementation "
        "(référentiel ECOL’AIR) : diagnostic, capteurs avec plan d’aération, choix des produits et du mobilier…",
        "Services scolaires des communes et des EPCI",
        EVERY.HALF_YEAR,
    ),
    "haies": Meaning(
        "Linéaire planté depuis le début du contrat, là où il n’y avait pas de haie. Le regarnissage et le "
        "remplacement ne comptent pas ; une haie double compte une fois.",
        "EPCI, PNRCMO et associations de planteurs",
        EVERY.MONTH,
    ),
    "friches": Meaning(
        "Surface du site dont les travaux de requalification sont achevés, au procès-verbal de récolement. "
        "Une démolition ou une dépollution sans nouvel usage ne compte pas.",
        "Services urbanisme des 3 EPCI",
        EVERY.HALF_YEAR,
        evidence_required=True,
    ),
    "protocole-rdi": Meaning(
        "1 à la signature d’un protocole de travail entre une collectivité du territoire et un laboratoire, une "
        "université ou un centre technique.",
        "SyMPaC",
        EVERY.YEAR,
        evidence_required=True,
    ),
}
SCHOOLS = {"GCT&M": 96, "CCRA": 40}  # the CCPO's number is missing on purpose: DC 6 cannot be judged without it


def describe_indicators(contract: Contract, *, by) -> None:
    """Fill in what officers have left empty; what somebody wrote stays."""
    for indicator in Indicator.objects.of_contract(contract).filter(code__in=COUNTED, definition=""):
        meaning = COUNTED[indicator.code]
        for field, value in meaning._asdict().items():
            setattr(indicator, field, getattr(indicator, field) or value)
        _store(indicator, by)


def enter_reference_numbers(contract: Contract, *, by) -> None:
    indicator = Indicator.objects.of_contract(contract).get(code="ecoles")
    for epci in contract.epcis.filter(short_name__in=SCHOOLS):
        if not indicator.reference_numbers.filter(epci=epci).exists():
            number = ReferenceNumber(indicator=indicator, epci=epci, valid_from=contract.starts_on, source=ORIGIN)
            number.number = Decimal(SCHOOLS[epci.short_name])
            _store(number, by)


def _store(row: Indicator | ReferenceNumber, by) -> None:
    row._history_user, row._history_date, row._change_reason = by, OPENED_AT, ORIGIN
    row.full_clean()
    row.save()
