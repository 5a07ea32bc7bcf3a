"""A meeting as calendars read it (RFC 5545). Pure: no Django, no clock.

Moments are written in UTC: a single event needs no table of time zones to be right on both sides of a change of hour,
and the hour that one night has twice stays two moments.
"""

import datetime as dt
from dataclasses import dataclass

from icalendar import Calendar, Event, vUri

PRODUCT = "-//cottri//reunions//FR"


@dataclass(frozen=True)
class Appointment:
    uid: str
    sequence: int
    told_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    place: str
    link: str
    description: str
    address: str
    cancelled: bool


def one_line(text: str) -> str:
    """No line break, nor anything else that does not print, ever starts another property."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def written(appointment: Appointment) -> bytes:
    event = Event()
    event.add("uid", one_line(appointment.uid))
    event.add("dtstamp", appointment.told_at.astimezone(dt.UTC))
    event.add("last-modified", appointment.told_at.astimezone(dt.UTC))
    event.add("sequence", appointment.sequence)
    event.add("dtstart", appointment.starts_at.astimezone(dt.UTC))
    event.add("dtend", appointment.ends_at.astimezone(dt.UTC))
    summary = one_line(appointment.summary)
    event.add("summary", f"Annulée : {summary}" if appointment.cancelled else summary)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if appointment.cancelled else "OPAQUE")
    place = one_line(appointment.place or appointment.link)
    if place:
        event.add("location", place)
    event.add("description", "\n".join(one_line(line) for line in appointment.description.splitlines()))
    event.add("url", vUri(one_line(appointment.address)))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
