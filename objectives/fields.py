"""Columns that hold exactly what they say, on SQLite as on PostgreSQL, raw SQL included."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from objectives import french
from objectives.periods import FIRST_DAY, LAST_DAY

SCALE = 1000
LARGEST = Decimal(10**9)
HELD = Decimal(2**63) / SCALE  # what a column holds; LARGEST is what its constraint lets in
FIRST_MOMENT, LAST_MOMENT = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (FIRST_DAY, LAST_DAY))


class NumberFormField(forms.CharField):
    """A number as French people type it; cleans to a Decimal of at most `decimals` digits after the comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, decimals: int = 3, lowest: Decimal = -LARGEST, highest: Decimal = LARGEST, **kwargs):
        super().__init__(**kwargs)
        self.decimals, self.lowest, self.highest = decimals, lowest, highest

    def prepare_value(self, value):
        return french.number(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            number = french.parse_number(text, self.decimals)
        except french.NotANumber as refusal:
            raise ValidationError(str(refusal), code="invalid") from None
        if not self.lowest <= number <= self.highest:
            raise ValidationError(
                f"Ce nombre doit être compris entre {french.number(self.lowest)} et {french.number(self.highest)}.",
                code="out_of_bounds",
            )
        return number

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class QuantityField(models.BigIntegerField):
    """A Decimal in Python, a whole number of thousandths in the database.

    SQLite sums decimals as floats and PostgreSQL does not; both sum integers exactly. A fourth decimal is refused.
    """

    description = "Quantité, au millième près"

    def to_python(self, value):
        if value is None:
            return None
        try:
            number = Decimal(str(value))
            exact = number.is_finite() and -HELD < number < HELD and number == round(number, 3)
        except InvalidOperation:
            exact = False
        if not exact:
            raise ValidationError(
                "« %(value)s » n’est pas un nombre, ou a plus de trois décimales, ou est trop grand.",
                params={"value": value},
            )
        return number

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(int(value)) / SCALE

    def get_prep_value(self, value):
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(self.to_python(value) * SCALE)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return None if value is None else str(value)

    @property
    def validators(self):
        return self._validators  # bounds are constraints; the backend's are those of thousandths

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": NumberFormField, **kwargs})


class SortKeyField(models.CharField):
    """Another column without case or accents: no collation sorts and finds French alike on both databases."""

    def __init__(self, source: str, **kwargs):
        self.source = source
        super().__init__(**{"max_length": 255, "editable": False, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.source, *args], kwargs

    def pre_save(self, model_instance, add):
        key = french.sort_key(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


class _RealDay(models.Func):
    """A day of the calendar between FIRST_DAY and LAST_DAY. SQLite would keep '2023-02-31'."""

    output_field = models.BooleanField()

    def holds(self, value: dt.date) -> bool:
        return FIRST_DAY <= value <= LAST_DAY

    def as_sql(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'", params

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        in_bounds, _ = self.as_sql(compiler, connection)
        # A modifier makes SQLite compute: date('2023-02-31') alone gives it back as it is.
        return f"({in_bounds} AND {column} IS date({column}, '+0 days'))", [*params, *params, *params]


class _RealMoment(models.Func):
    """A moment of those days. SQLite would keep 'abc', PostgreSQL 'infinity'."""

    output_field = models.BooleanField()

    def holds(self, value: dt.datetime) -> bool:
        return FIRST_MOMENT <= value < LAST_MOMENT

    def as_sql(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'", params

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        in_bounds, _ = self.as_sql(compiler, connection)
        day, hour = f"substr({column}, 1, 10)", f"substr({column}, 12)"
        checks = f"{in_bounds} AND {day} IS date({day}, '+0 days') AND time({hour}) IS NOT NULL"
        return f"({column} IS NULL OR ({checks}))", [*params] * 5


class _PlainText(models.Func):
    """Text of at most `longest` characters. SQLite would keep longer ones, and what hides after a NUL."""

    output_field = models.BooleanField()

    def __init__(self, *expressions, longest: int):
        super().__init__(*expressions)
        self.longest = longest

    def holds(self, value: str) -> bool:
        return len(value) <= self.longest and "\0" not in value

    def as_sql(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        return f"char_length({column}) <= {int(self.longest)}", params

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        checks = (
            f"typeof({column}) = 'text' AND instr({column}, char(0)) = 0 AND length({column}) <= {int(self.longest)}"
        )
        return f"({column} IS NULL OR ({checks}))", [*params] * 4

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "longest": self.longest}


class _WholeNumber(models.Func):
    """A whole number between two bounds. SQLite would keep 0.5 or 'abc' in an integer column."""

    output_field = models.BooleanField()

    def __init__(self, *expressions, low: int, high: int):
        super().__init__(*expressions)
        self.low, self.high = low, high

    def holds(self, value: int) -> bool:
        return self.low <= value <= self.high

    def as_sql(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} BETWEEN {int(self.low)} AND {int(self.high)}", params

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source_expressions[0])
        in_bounds, _ = self.as_sql(compiler, connection)
        return (f"({column} IS NULL OR (typeof({column}) = 'integer' AND {in_bounds}))", [*params] * 3)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "low": self.low, "high": self.high}


class ColumnConstraint(models.CheckConstraint):
    """What one column may hold. Validating asks Python, where a CheckConstraint asks the database once a column.

    Its condition is one of the functions above, whose `holds` says what its SQL says of a value that is not null.
    Migrations know it as the CheckConstraint that it is.
    """

    def deconstruct(self):
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    @property
    def column(self) -> str:
        [column] = self.condition.source_expressions
        return column.name

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        field = model._meta.get_field(self.column)
        value = getattr(instance, field.attname)
        if hasattr(value, "resolve_expression"):
            super().validate(model, instance, exclude, using)
            return
        looked_at = value is not None and self.column not in (exclude or ())
        if looked_at and not self.condition.holds(field.get_prep_value(value)):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)


def check_columns(instance: models.Model) -> None:
    """What full_clean asks of each column alone, by its field and its constraint: no query at all."""
    asked_of_the_database = {field.name for field in instance._meta.fields if field.is_relation}
    errors: dict[str, list] = {}
    try:
        instance.clean_fields(exclude=asked_of_the_database)
    except ValidationError as refusal:
        errors = refusal.update_error_dict(errors)
    for constraint in instance._meta.constraints:
        if isinstance(constraint, ColumnConstraint):
            try:
                constraint.validate(type(instance), instance, exclude=errors)
            except ValidationError as refusal:
                errors = ValidationError({constraint.column: refusal}).update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def real_day(field: str) -> ColumnConstraint:
    return ColumnConstraint(
        condition=_RealDay(models.F(field)),
        name=f"%(app_label)s_%(class)s_{field}_day",
        violation_error_message=f"Cette date doit exister, entre {FIRST_DAY.year} et {LAST_DAY.year}.",
    )


def real_moment(field: str) -> ColumnConstraint:
    return ColumnConstraint(
        condition=_RealMoment(models.F(field)),
        name=f"%(app_label)s_%(class)s_{field}_moment",
        violation_error_message=f"Ce moment doit exister, entre {FIRST_DAY.year} et {LAST_DAY.year}.",
    )


def plain_text(field: str, longest: int) -> ColumnConstraint:
    return ColumnConstraint(
        condition=_PlainText(models.F(field), longest=longest),
        name=f"%(app_label)s_%(class)s_{field}_text",
        violation_error_message=f"Ce texte dépasse {longest} caractères ou contient un caractère interdit.",
    )


def quantity_between(field: str, low: Decimal | int = -LARGEST, high: Decimal | int = LARGEST) -> ColumnConstraint:
    return ColumnConstraint(
        condition=_WholeNumber(models.F(field), low=int(low * SCALE), high=int(high * SCALE)),
        name=f"%(app_label)s_%(class)s_{field}_bounds",
        violation_error_message=f"Ce nombre doit être compris entre {french.number(low)} et {french.number(high)}.",
    )


def whole_between(field: str, low: int, high: int) -> ColumnConstraint:
    return ColumnConstraint(
        condition=_WholeNumber(models.F(field), low=low, high=high),
        name=f"%(app_label)s_%(class)s_{field}_bounds",
        violation_error_message=f"Ce nombre doit être compris entre {low} et {high}.",
    )
