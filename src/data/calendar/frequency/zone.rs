//! When the clock of a series is put forward and back, so that future times have the right offset.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

use crate::data::calendar::Moment;

/// How the clock of a series goes through the year, found from times that show it both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Zone {
    /// Minutes ahead of UTC in winter.
    standard: i16,
    rule: Rule,
    /// The hour of the clock at which it is put forward; it is put back at the next hour.
    hour: i8,
}

/// The Sundays on which clocks are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    /// The last of March and of October.
    European,
    /// The second of March and the first of November.
    American,
    /// The first of October and of April.
    Australian,
}

const RULES: [Rule; 3] = [Rule::European, Rule::American, Rule::Australian];
/// Hours at which clocks are put forward, likeliest first.
const HOURS: [i8; 5] = [2, 1, 3, 0, 4];

impl Zone {
    /// The zone whose clock shows all the times. None where all have one offset, or no zone explains them.
    pub(super) fn of(moments: &[Moment]) -> Option<Self> {
        let offsets = || moments.iter().map(|moment| moment.offset());
        let standard = offsets().min()?;
        if offsets().max()? == standard {
            return None;
        }
        // In Europe all clocks are changed at one instant.
        let european = i8::try_from(standard / 60 + 1).ok().filter(|hour| HOURS.contains(hour));
        let of_rule = |rule: Rule| {
            let first = european.filter(|_| rule == Rule::European);
            first.into_iter().chain(HOURS).map(move |hour| Self { standard, rule, hour })
        };
        RULES.into_iter().flat_map(of_rule).find(|zone| zone.shows(moments))
    }

    fn shows(self, moments: &[Moment]) -> bool {
        let Some(clock) = self.clock() else { return false };
        moments.iter().all(|moment| offset_at(&clock, moment.position()) == Some(moment.offset()))
    }

    /// A moment with the offset that its instant has.
    pub(super) fn at_instant(self, moment: Moment) -> Option<Moment> {
        moment.at_utc().at_offset_of_instant(offset_at(&self.clock()?, moment.position())?)
    }

    /// The moment at which the clock shows what it shows for this one, whose offset may be that of another season.
    pub(super) fn at_clock(self, moment: Moment) -> Option<Moment> {
        let shown: DateTime = moment.start()?;
        let offset = self.clock()?.to_ambiguous_timestamp(shown).compatible().ok()?;
        let offset = self.clock()?.to_offset(offset);
        let at_utc = Moment::holding(moment.form(), shown)?;
        at_utc.at_offset(i16::try_from(offset.seconds() / 60).ok()?)
    }

    fn clock(self) -> Option<TimeZone> {
        let (forward, back) = match self.rule {
            Rule::European => ("M3.5.0", "M10.5.0"),
            Rule::American => ("M3.2.0", "M11.1.0"),
            Rule::Australian => ("M10.1.0", "M4.1.0"),
        };
        let (hour, after) = (self.hour, self.hour.checked_add(1)?);
        // POSIX counts minutes behind UTC.
        let offset = |minutes: i16| {
            let sign = if minutes > 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        };
        let (standard, summer) = (offset(self.standard), offset(self.standard.checked_add(60)?));
        TimeZone::posix(&format!("STD{standard}DST{summer},{forward}/{hour},{back}/{after}")).ok()
    }
}

fn offset_at(clock: &TimeZone, position: i128) -> Option<i16> {
    let offset: Offset = clock.to_offset(Timestamp::from_nanosecond(position).ok()?);
    i16::try_from(offset.seconds() / 60).ok()
}
