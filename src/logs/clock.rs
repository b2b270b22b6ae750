//! When a line was written: the beginnings of lines in the forms of the services.

use memchr::memmem;

/// Zones are multiples of this, and none is further from the others than fourteen hours.
const QUARTER: i64 = 15 * 60;

/// How far the newest line of a file may lie behind the file's own time, to tell the zone from the two.
const SLACK: i64 = 3 * 60;

/// A time as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stamp {
    /// Seconds since 1970.
    Universal(i64),
    /// The same, as the clock on the wall shows it.
    Local(i64),
    /// Month, day and seconds of the day, without a year.
    Yearless(i64, i64, i64),
    /// Seconds since the service started.
    Counted(i64),
}

/// What makes a time of a stamp: it is the same for one file.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Clock {
    /// When the file was written last.
    modified: i64,
    /// How far the clock on the wall is before the universal one.
    zone: i64,
    /// When the service started that counts from there.
    start: i64,
}

impl Clock {
    /// The clock of a file, by its newest line: that was written when the file was.
    pub(super) fn new(modified: i64, newest: Option<Stamp>) -> Self {
        let mut clock = Clock { modified, zone: 0, start: modified };
        match newest {
            Some(Stamp::Counted(seconds)) => clock.start = modified - seconds,
            Some(stamp @ (Stamp::Local(_) | Stamp::Yearless(..))) => {
                let ahead = clock.time(stamp) - modified;
                let zone = (ahead + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
                if zone.abs() <= 14 * 3600 && (ahead - zone).abs() <= SLACK {
                    clock.zone = zone;
                }
            }
            _ => {}
        }
        clock
    }

    /// The clock of an older file of the same service.
    pub(super) fn of_older(self, modified: i64) -> Self {
        Clock { modified, ..self }
    }

    /// Seconds since 1970.
    pub(super) fn time(self, stamp: Stamp) -> i64 {
        match stamp {
            Stamp::Universal(time) => time,
            Stamp::Local(time) => time - self.zone,
            Stamp::Counted(seconds) => self.start.saturating_add(seconds),
            Stamp::Yearless(month, day, second) => {
                // Nothing in a file is newer than the file; a day more for clocks that were set.
                let year = 1970 + self.modified.div_euclid(31_556_952);
                let at = |year: i64| days(year, month, day) * 86_400 + second - self.zone;
                let years = [year + 1, year, year - 1];
                years.into_iter().map(at).find(|time| *time <= self.modified + 86_400).unwrap_or(at(year - 2))
            }
        }
    }
}

/// The time at the beginning of a line, or at the end of one that Docker wrote.
pub(super) fn stamp(line: &[u8]) -> Option<Stamp> {
    if line.first() == Some(&b'{') {
        let at = memmem::rfind(line, b"\"time\":\"")?;
        return iso(&line[at + 8..]);
    }
    if line.first().is_some_and(u8::is_ascii_digit) {
        return iso(line).or_else(|| counted(line));
    }
    if !line.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    // The name of the program may stand before the time.
    let word = line.iter().take(24).position(|byte| *byte == b' ')?;
    named_month(line).or_else(|| iso(&line[word + 1..]))
}

/// `2024-05-30 10:23:04.877`, `2024/05/30 10:23:04`, `2024-05-30T10:23:04.877Z`, `2024-05-30T10:23:04+0200`
fn iso(text: &[u8]) -> Option<Stamp> {
    let [_, _, _, _, dash, _, _, second_dash, _, _, blank, ..] = text else { return None };
    if !matches!(dash, b'-' | b'/') || second_dash != dash || !matches!(blank, b' ' | b'T') {
        return None;
    }
    let (year, month, day) = (number(text, 0, 4)?, number(text, 5, 2)?, number(text, 8, 2)?);
    let time = date(year, month, day)? * 86_400 + clock_time(text.get(11..)?)?;
    let mut rest = text.get(19..)?;
    if let [b'.' | b',', fraction @ ..] = rest {
        let digits = fraction.iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
        rest = &fraction[digits..];
    }
    Some(match rest {
        [b'Z', ..] => Stamp::Universal(time),
        [sign @ (b'+' | b'-'), zone @ ..] => {
            let colon = usize::from(zone.get(2) == Some(&b':'));
            let seconds = number(zone, 0, 2)? * 3600 + number(zone, 2 + colon, 2)? * 60;
            Stamp::Universal(if *sign == b'+' { time - seconds } else { time + seconds })
        }
        _ => Stamp::Local(time),
    })
}

/// `Jan 20 23:55:21` of Prosody and of the system, and `Apr 06, 2020 5:33:12 PM` of old Java.
fn named_month(line: &[u8]) -> Option<Stamp> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let name = line.get(..3)?;
    let month = MONTHS.chunks(3).position(|month| month == name)? as i64 + 1;
    let [b' ', rest @ ..] = &line[3..] else { return None };
    let blank = usize::from(rest.first() == Some(&b' '));
    let width = rest[blank..].iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let day = number(rest, blank, width)?;
    date(2000, month, day)?;
    match rest.get(blank + width..)? {
        [b' ', time @ ..] => Some(Stamp::Yearless(month, day, clock_time(time)?)),
        [b',', b' ', rest @ ..] => {
            let time = rest.get(5..)?;
            let narrow = time.get(1) == Some(&b':');
            let hour = number(time, 0, if narrow { 1 } else { 2 })?;
            let time = &time[if narrow { 1 } else { 2 }..];
            let (minute, second) = (number(time, 1, 2)?, number(time, 4, 2)?);
            let afternoon = time.get(7..9) == Some(b"PM");
            let hour = hour % 12 + if afternoon { 12 } else { 0 };
            Some(Stamp::Local(
                date(number(rest, 0, 4)?, month, day)? * 86_400 + hour * 3600 + minute * 60 + second,
            ))
        }
        _ => None,
    }
}

/// `1318: : session …` of coturn.
fn counted(line: &[u8]) -> Option<Stamp> {
    let width = line.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
    (line.get(width..width + 2) == Some(b": ")).then_some(())?;
    Some(Stamp::Counted(number(line, 0, width)?))
}

/// `10:23:04`, in seconds.
fn clock_time(text: &[u8]) -> Option<i64> {
    let (hour, minute, second) = (number(text, 0, 2)?, number(text, 3, 2)?, number(text, 6, 2)?);
    let fits = text[2] == b':' && text[5] == b':' && hour < 24 && minute < 60 && second < 61;
    fits.then_some(hour * 3600 + minute * 60 + second)
}

fn number(text: &[u8], from: usize, width: usize) -> Option<i64> {
    let digits = text.get(from..from + width).filter(|digits| !digits.is_empty())?;
    digits
        .iter()
        .try_fold(0, |sum: i64, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

fn date(year: i64, month: i64, day: i64) -> Option<i64> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| days(year, month, day))
}

/// Days since 1970. Years begin in March here, so that the odd day is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 719_469
}
