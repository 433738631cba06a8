//! A frequency in words, and the seasons that it suggests.

use super::{
    Frequency, Rule,
    month::{Day, Months},
    week::{DAY, Week},
};
use crate::data::calendar::Form;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const WEEK: i64 = 7 * DAY;
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// More times of a day are only counted.
const MOST_TIMES: usize = 4;

/// A step as the time it takes.
enum Length {
    Months(i64),
    Nanoseconds(i64),
    /// Steps of an index take no time.
    Plain(i64),
}

impl Frequency {
    /// For a person: "monthly", "month end", "business days", "every 0.5 s", and for an index "in steps of 1".
    #[must_use]
    pub fn in_words(&self) -> String {
        match &self.rule {
            Rule::Every(step) => self.step_in_words(*step),
            Rule::About { step, late } => {
                format!("{}, at most {} off", self.step_in_words(*step), self.length_in_words(*late))
            }
            Rule::Weekly(week) => week_in_words(week),
            Rule::Monthly(months) => months_in_words(months),
            Rule::Irregular { low, median, high } => {
                let [low, median, high] = [low, median, high].map(|length| self.length_in_words(*length));
                format!("irregular: median {median}, 5th to 95th percentile {low} to {high}")
            }
        }
    }

    /// Lengths in steps that a season could have, likeliest first: a year of months, quarters or weeks, a week or a year
    /// of days, a day or a week of whole minutes to hours. None for other steps, and where there is no rule.
    #[must_use]
    pub fn season(&self) -> Vec<usize> {
        let step = match &self.rule {
            Rule::Every(step) | Rule::About { step, .. } => *step,
            Rule::Weekly(week) => return season_of_week(week),
            Rule::Monthly(months) => {
                let times = months.days().len();
                return season_of_months(months.every()).into_iter().map(|months| months * times).collect();
            }
            Rule::Irregular { .. } => return Vec::new(),
        };
        match self.length(step) {
            Length::Months(step) => season_of_months(step),
            Length::Nanoseconds(WEEK) => vec![52],
            Length::Nanoseconds(DAY) => vec![7, 365],
            Length::Nanoseconds(step) if step % MINUTE == 0 && step < DAY && DAY % step == 0 => {
                vec![(DAY / step) as usize, (WEEK / step) as usize]
            }
            _ => Vec::new(),
        }
    }

    /// Whether steps are shorter than a day.
    #[must_use]
    pub fn is_within_days(&self) -> bool {
        match &self.rule {
            Rule::Every(step) | Rule::About { step, .. } | Rule::Irregular { median: step, .. } => {
                matches!(self.length(*step), Length::Nanoseconds(step) if step < DAY)
            }
            Rule::Weekly(week) => week.len() > 7,
            Rule::Monthly(_) => false,
        }
    }

    fn length(&self, step: i64) -> Length {
        match self.form {
            Form::Month => Length::Months(step),
            Form::Quarter => Length::Months(step.saturating_mul(3)),
            Form::Week => Length::Nanoseconds(step.saturating_mul(WEEK)),
            Form::Day => Length::Nanoseconds(step.saturating_mul(DAY)),
            Form::DateTime => Length::Nanoseconds(step),
            Form::Index => Length::Plain(step),
        }
    }

    fn step_in_words(&self, step: i64) -> String {
        match self.length(step) {
            Length::Months(step) => every_months(step),
            Length::Nanoseconds(WEEK) => "weekly".to_owned(),
            Length::Nanoseconds(DAY) => "daily".to_owned(),
            Length::Nanoseconds(HOUR) => "hourly".to_owned(),
            Length::Nanoseconds(MINUTE) => "every minute".to_owned(),
            Length::Nanoseconds(SECOND) => "every second".to_owned(),
            Length::Nanoseconds(step) if step % WEEK == 0 => format!("every {} weeks", step / WEEK),
            Length::Nanoseconds(step) if step % DAY == 0 => format!("every {} days", step / DAY),
            Length::Nanoseconds(step) if step % HOUR == 0 => format!("every {} h", step / HOUR),
            Length::Nanoseconds(step) if step % MINUTE == 0 => format!("every {} min", step / MINUTE),
            Length::Nanoseconds(step) => format!("every {} s", step as f64 / SECOND as f64),
            Length::Plain(step) => format!("in steps of {step}"),
        }
    }

    /// A length of time with at most one decimal: "30 min", "1.5 h".
    fn length_in_words(&self, length: i64) -> String {
        let (size, unit) = match self.length(length) {
            Length::Plain(steps) => return steps.to_string(),
            Length::Months(months) => (months as f64, "months"),
            Length::Nanoseconds(time) => match time {
                _ if time < SECOND => return format!("{} s", (time as f64 / 1e6).round() / 1e3),
                _ if time < 2 * MINUTE => (time as f64 / SECOND as f64, "s"),
                _ if time < 2 * HOUR => (time as f64 / MINUTE as f64, "min"),
                _ if time < 2 * DAY => (time as f64 / HOUR as f64, "h"),
                _ => (time as f64 / DAY as f64, "days"),
            },
        };
        format!("{} {unit}", (size * 10.0).round() / 10.0)
    }
}

fn every_months(step: i64) -> String {
    match step {
        1 => "monthly".to_owned(),
        3 => "quarterly".to_owned(),
        12 => "yearly".to_owned(),
        _ if step % 12 == 0 => format!("every {} years", step / 12),
        _ => format!("every {step} months"),
    }
}

fn months_in_words(months: &Months) -> String {
    let every = months.every();
    let ends = match (every, months.first_month()) {
        (1, _) => Some("month"),
        (3, 2) => Some("quarter"),
        (12, 11) => Some("year"),
        _ => None,
    };
    let begins = match (every, months.first_month()) {
        (1, _) => Some("month"),
        (3, 0) => Some("quarter"),
        (12, 0) => Some("year"),
        _ => None,
    };
    let of_month = if every == 12 { format!(" of {}", MONTHS[months.first_month() as usize]) } else { String::new() };
    let with = |day: String| format!("{}, {day}{of_month}", every_months(every));
    match (months.days(), ends, begins) {
        ([Day::Number(31)], Some(unit), _) => format!("{unit} end"),
        ([Day::Number(31)], ..) => with("on the last day".to_owned()),
        ([Day::Number(_)], ..) => every_months(every),
        ([Day::LastBusiness], Some(unit), _) => format!("business {unit} end"),
        ([Day::LastBusiness], ..) => with("on the last business day".to_owned()),
        ([Day::FirstBusiness], _, Some(unit)) => format!("business {unit} start"),
        ([Day::FirstBusiness], ..) => with("on the first business day".to_owned()),
        ([Day::Weekday { nth, weekday }], ..) => {
            let nth = ["first", "second", "third", "fourth"].get(*nth as usize - 1).copied().unwrap_or("last");
            with(format!("on the {nth} {}", NAMES[*weekday as usize - 1]))
        }
        ([Day::Number(first), Day::Number(31)], ..) => format!("twice a month, on the {first}th and the last day"),
        ([Day::Number(1), Day::Number(second)], ..) => format!("twice a month, on the 1st and the {second}th"),
        (days, ..) => format!("{} days of each month", days.len()),
    }
}

fn week_in_words(week: &Week) -> String {
    let Some((days, times)) = week.by_day() else { return format!("{} times a week", week.len()) };
    let on = days_in_words(days);
    match (&times[..], on) {
        ([_], None) => "daily".to_owned(),
        ([_], Some(_)) if days.iter().filter(|day| **day).count() == 1 => "weekly".to_owned(),
        ([_], Some(on)) if on == "Monday to Friday" => "business days".to_owned(),
        ([_], Some(on)) => format!("daily, {on}"),
        (times, on) => {
            let on = on.map_or(String::new(), |on| format!(", {on}"));
            format!("{}{on}", times_in_words(times))
        }
    }
}

/// None for all days.
fn days_in_words(days: [bool; 7]) -> Option<String> {
    let first = days.iter().position(|day| *day)?;
    let last = days.iter().rposition(|day| *day)?;
    let count = days.iter().filter(|day| **day).count();
    let names = || (0..7).filter(|day| days[*day]).map(|day| NAMES[day]).collect::<Vec<_>>().join(", ");
    match count {
        7 => None,
        3.. if last - first + 1 == count => Some(format!("{} to {}", NAMES[first], NAMES[last])),
        4.. if days[6] && days[0] => {
            let free = days.iter().position(|day| !*day)?;
            let again = days.iter().rposition(|day| !*day)?;
            let is_one_stretch = again - free + 1 == 7 - count;
            Some(if is_one_stretch { format!("{} to {}", NAMES[again + 1], NAMES[free - 1]) } else { names() })
        }
        _ => Some(names()),
    }
}

fn times_in_words(times: &[i64]) -> String {
    let steps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let clock = |time: &i64| format!("{:02}:{:02}", time / HOUR, time % HOUR / MINUTE);
    match (times, &steps[..]) {
        ([first, .., last], [step, _, ..]) if steps.iter().all(|other| other == step) => {
            let of_days = Frequency { form: Form::DateTime, rule: Rule::Every(*step), zone: None };
            format!("{} from {} to {}", of_days.in_words(), clock(first), clock(last))
        }
        _ if times.len() <= MOST_TIMES => {
            format!("daily at {}", times.iter().map(clock).collect::<Vec<_>>().join(", "))
        }
        _ => format!("{} times a day", times.len()),
    }
}

fn season_of_months(step: i64) -> Vec<usize> {
    if step < 12 && 12 % step == 0 { vec![(12 / step) as usize] } else { Vec::new() }
}

/// A day, a week and a year; of days alone a week and a year.
fn season_of_week(week: &Week) -> Vec<usize> {
    let count = week.len();
    match week.by_day() {
        Some((_, times)) if count == 1 && times.len() == 1 => vec![52],
        Some((_, times)) if times.len() == 1 => vec![count, (count as f64 * 365.25 / 7.0).round() as usize],
        Some((_, times)) => vec![times.len(), count],
        None => vec![count],
    }
}
