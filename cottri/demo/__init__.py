"""The demonstration: invented people and invented figures on the real contract, told through the interface's verbs.

The story runs from January 2021 to the spring of 2023; `people` enter the `figures`, `lives` says what happens to
each of them and when, `sheets` what officers date, decide and think. Nothing here is a fact of the contract: those are
in fixtures/.
"""

import datetime as dt

from django.db import transaction

from cottri.demo.counted import describe_indicators, enter_reference_numbers
from cottri.demo.directory import fill_directory
from cottri.demo.figures import all_figures
from cottri.demo.lives import play
from cottri.demo.maps import place_actors
from cottri.demo.meetings import hold_meetings
from cottri.demo.people import PASSWORD, open_accounts
from cottri.demo.sheets import tell_sheets
from objectives.models import Contract, Milestone, ProgressEntry

__all__ = ["BEGINS", "PASSWORD", "SLUG", "TODAY", "seed"]
SLUG = "cot-tri-pays-du-calaisis"
BEGINS, TODAY = dt.date(2021, 1, 1), dt.date(2023, 4, 14)  # the facts of the contract are told before all else


@transaction.atomic
def seed() -> int:
    """Tell the story once; a contract that has entries keeps them as they are. Returns how many were made."""
    contract = Contract.objects.get(slug=SLUG)
    people = open_accounts(contract)
    place_actors(contract, people)
    fill_directory(people)
    if not Milestone.objects.filter(incontournable__contract=contract).exists():
        tell_sheets(contract, people)
    entries = ProgressEntry.objects.of_contract(contract)
    if entries.exists():
        return 0
    describe_indicators(contract, by=people["admin"])
    enter_reference_numbers(contract, by=people["admin"])
    play(contract, all_figures(), people)
    hold_meetings(contract, people)
    return entries.count()
