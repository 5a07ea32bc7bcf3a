import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cottri.models import Membership, Role, User
from objectives.models import Contract

PASSWORD_VARIABLE = "COTTRI_PASSWORD"


class Command(BaseCommand):
    help = (
        "Donne à une personne un rôle dans un contrat, et le dit ; répétée, la commande ne change rien. "
        f"Avec --create, ouvre un compte qui n’existe pas : son mot de passe vient de {PASSWORD_VARIABLE}, "
        "sinon la personne le choisit par « Mot de passe oublié » sur la page de connexion."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="nom d’utilisateur")
        parser.add_argument(
            "role", choices=Role.values, help=", ".join(f"{role.value} : {role.label}" for role in Role)
        )
        parser.add_argument("contract", help="adresse (slug) du contrat")
        parser.add_argument("--email", help="adresse électronique du compte")
        parser.add_argument("--create", action="store_true", help="ouvre le compte s’il n’existe pas")

    @transaction.atomic
    def handle(self, *, username, role, contract, email, create, **options):
        contract = self._contract(contract)
        try:
            user = self._user(username, email, create)
            self._grant(user, contract, role)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from None

    def _contract(self, slug):
        try:
            return Contract.objects.get(slug=slug)
        except Contract.DoesNotExist:
            known = ", ".join(Contract.objects.values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"Pas de contrat « {slug} ». Contrats connus : {known}.") from None

    def _user(self, username, email, create):
        user = User.objects.filter(username=username).first()
        if user is None and not create:
            raise CommandError(f"Pas de compte « {username} ». Ajoutez --create pour l’ouvrir.")
        if user is None:
            return self._open_account(User(username=username, email=email or ""))
        if email and email != user.email:
            user.email = email
            user.full_clean()
            user.save()
            self.stdout.write(f"{username} : l’adresse électronique devient {email}.")
        return user

    def _open_account(self, user):
        password = os.environ.get(PASSWORD_VARIABLE)
        if not (password or user.email):
            raise CommandError(f"Donnez --email, ou un mot de passe par la variable {PASSWORD_VARIABLE}.")
        if password:
            validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save()
        how = f"avec le mot de passe de {PASSWORD_VARIABLE}" if password else "à choisir par « Mot de passe oublié »"
        self.stdout.write(f"{user.username} : compte ouvert, {how}.")
        return user

    def _grant(self, user, contract, role):
        membership = Membership.objects.filter(user=user, contract=contract).first() or Membership(
            user=user, contract=contract
        )
        label = Role(role).label
        if membership.role == role:
            self.stdout.write(f"{user.username} a déjà le rôle « {label} » dans {contract}.")
            return
        before = f" (au lieu de « {membership.get_role_display()} »)" if membership.pk else ""
        membership.role = role
        membership.full_clean()
        membership._change_reason = "manage.py grant"
        membership.save()
        self.stdout.write(f"{user.username} a maintenant le rôle « {label} » dans {contract}{before}.")
