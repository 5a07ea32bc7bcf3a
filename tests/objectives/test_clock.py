import datetime as dt

import time_machine

from objectives import clock

# 23:30 of the 31st of December in London, and already the new year in Paris.
NEW_YEAR = dt.datetime(2023, 12, 31, 23, 30, tzinfo=dt.UTC)


@time_machine.travel(NEW_YEAR, tick=False)
def test_today_is_the_day_it_is_in_paris(settings):
    settings.COTTRI_TODAY = None
    assert clock.today() == dt.date(2024, 1, 1)
    assert clock.now() == NEW_YEAR


@time_machine.travel(NEW_YEAR, tick=False)
def test_the_day_of_a_demonstration_moves_and_its_hour_stays(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    assert clock.today() == dt.date(2023, 4, 14)
    assert clock.now().isoformat() == "2023-04-14T00:30:00+02:00"


def test_midnight_is_the_one_of_paris_on_either_side_of_summer_time():
    days = [dt.date(2023, 3, 26), dt.date(2023, 3, 27)]
    assert [clock.midnight(day).isoformat()[-14:] for day in days] == ["00:00:00+01:00", "00:00:00+02:00"]
