"""Golden calendars for tests/calendars.rs, from pandas 3.1.1: `python3 calendars.py > calendars.json`.

Each case is what a file would have, spelled in one of several formats, and what comes after it by the offset alias. Some lose
rows, as holidays do; some end with a time that is off the rule, after which pandas goes on with the next one on it.
"""

import json
import random

import pandas as pd

random.seed(1)

DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d-%b-%y", "%b %d, %Y", "%Y/%m/%d", "%a %d %b %Y", "%Y%m%d"]
CLOCKS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %I:%M:%S %p"]
FRACTIONS = ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f"]
AHEAD = 8

# Alias, the fewest rows that say so, formats.
RULES = (
    [(f"{n}D", 4, DATES) for n in ("", 2, 3, 10)]
    + [(f"W-{day}", 3, DATES) for day in ("SUN", "MON", "WED", "FRI")]
    + [("2W-SUN", 4, DATES), ("B", 8, DATES), ("ME", 3, DATES), ("MS", 3, DATES), ("BME", 4, DATES), ("BMS", 5, DATES)]
    + [(f"QE-{month}", 3, DATES) for month in ("DEC", "JAN", "FEB")]
    + [(f"QS-{month}", 3, DATES) for month in ("JAN", "FEB", "MAR")]
    + [(f"YE-{month}", 3, DATES) for month in ("DEC", "JUN", "FEB")]
    + [(f"YS-{month}", 3, DATES) for month in ("JAN", "APR", "JUL")]
    + [("BQE-DEC", 6, DATES), ("BYE-DEC", 7, DATES), ("BQS-JAN", 7, DATES), ("SMS", 5, DATES), ("SME", 5, DATES)]
    + [("WOM-3FRI", 6, DATES), ("WOM-1MON", 6, DATES), ("2ME", 4, DATES), ("6MS", 4, DATES), ("2YE", 3, DATES)]
    + [(alias, 5, CLOCKS) for alias in ("h", "3h", "15min", "min", "10s", "s", "36h")]
    + [("bh", 56, CLOCKS), ("500ms", 5, FRACTIONS), ("250ms", 5, FRACTIONS), ("1ms", 5, FRACTIONS)]
)
WITH_HOLIDAYS = {"D", "B", "W-SUN", "ME", "QE-DEC", "MS", "h", "15min", "bh", "BME"}
# Calendars in which an odd row is not another rule.
WITH_ODD_END = {"B", "W-SUN", "W-WED", "ME", "MS", "QE-DEC", "QS-JAN", "YE-DEC", "YS-JAN", "BME"}


def start():
    return pd.Timestamp(random.randrange(1971, 2030), random.randrange(1, 13), random.randrange(1, 29))


def case(alias, fewest, formats):
    rows = random.randrange(fewest, 80)
    times = pd.date_range(start(), periods=rows + AHEAD, freq=alias)
    past, future = list(times[:rows]), times[rows:]
    name = alias
    if alias in WITH_HOLIDAYS and rows > 30 and random.random() < 0.5:
        gone = set(random.sample(range(1, rows - 1), rows // 20))
        past = [time for row, time in enumerate(past) if row not in gone]
        name += " with holidays"
    elif alias in WITH_ODD_END and rows > 20 and random.random() < 0.7:
        odd = past[-1] + pd.Timedelta(days=1)
        while pd.tseries.frequencies.to_offset(alias).is_on_offset(odd):
            odd += pd.Timedelta(days=1)
        past.append(odd)
        future = [odd + (n + 1) * pd.tseries.frequencies.to_offset(alias) for n in range(AHEAD)]
        name += " with an odd end"
    # A year of two digits is one from 1969 to 2068.
    has_short_years = 1969 <= past[0].year and future[-1].year <= 2068
    spelling = random.choice([own for own in formats if has_short_years or "%y" not in own])
    write = lambda time: time.strftime(spelling)
    return {"name": name, "times": [write(time) for time in past], "future": [write(time) for time in future]}


def zoned(alias, zone, first, rows):
    times = pd.date_range(first, periods=rows + AHEAD, freq=alias, tz=zone)
    write = lambda time: time.isoformat()
    return {
        "name": f"{alias} in {zone}",
        "times": [write(time) for time in times[:rows]],
        "future": [write(time) for time in times[rows:]],
    }


cases = [case(*rule) for rule in RULES for _ in range(6)]
cases += [
    zoned("h", "Europe/Berlin", "2020-03-28", 48),
    zoned("h", "Europe/Berlin", "2020-10-24", 72),
    zoned("D", "Europe/Berlin", "2020-03-20", 20),
    zoned("D", "America/New_York", "2020-10-20", 25),
    zoned("B", "America/New_York", "2020-10-20", 25),
    zoned("ME", "Europe/Berlin", "2020-01-31", 9),
    zoned("B", "America/New_York", "2020-03-02", 173),
    zoned("D", "Australia/Sydney", "2020-03-30", 186),
    zoned("15min", "Asia/Kolkata", "2020-10-20", 25),
]
print(json.dumps(cases, indent=0))
