from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PENDING = "pending", "en attente"
    RETURNED = "returned", "retournée"
    WITHDRAWN = "withdrawn", "retirée"
    VALIDATED = "validated", "validée"
    REPLACED = "replaced", "remplacée"


OPEN = (State.DRAFT, State.PENDING, State.RETURNED)  # still in the hands of its author
