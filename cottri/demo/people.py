import datetime as dt

from django.utils import timezone

from cottri.models import Membership, Role, User
from objectives.models import Contract

PASSWORD = "demo-cottri-2023"
ACCOUNTS = {
    "agent": ("Agathe", "Agent", Role.OFFICER),
    "agent2": ("Bastien", "Binôme", Role.OFFICER),
    "copil": ("Camille", "Copil", Role.COPIL),
    "admin": ("Adama", "Admin", Role.ADMINISTRATOR),
}
OPENED_AT = timezone.make_aware(dt.datetime(2021, 1, 4, 9, 30))


def open_accounts(contract: Contract) -> dict[str, User]:
    """The accounts of the demonstration; one that is there stays as it is, whatever it has become."""
    people = {}
    for username, (first_name, last_name, role) in ACCOUNTS.items():
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User(
                username=username,
                first_name=first_name,
                last_name=last_name,
                is_demo=True,
            )
            user.email, user.date_joined = f"{username}@example.org", OPENED_AT
            user.set_password(PASSWORD)
            user.full_clean()
            user.save()
            Membership.objects.create(user=user, contract=contract, role=role)
        people[username] = user
    return people
