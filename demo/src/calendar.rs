//! When everything happens, around the instant of loading: registration and volunteer filling are both
//! open then, and for a month more, so that everything can be tried. (In a real year months lie between.)

use crate::dice::Dice;
use domain::Timestamp;
use domain::time::{DAY, HOUR, MINUTE};

/// Beijing is eight hours ahead of UTC.
const BEIJING: i64 = 8 * HOUR;

/// The windows of the demo exam.
pub(crate) struct Calendar {
    pub(crate) now: Timestamp,
    /// Exam offices and windows are set up.
    pub(crate) prepared: Timestamp,
    pub(crate) registration_opens: Timestamp,
    pub(crate) assist_opens: Timestamp,
    pub(crate) scores_published: Timestamp,
    pub(crate) volunteer_opens: Timestamp,
    /// All windows that are open close together.
    pub(crate) closes: Timestamp,
    /// Then come 征集志愿 and 高职专科批.
    later: [Timestamp; 2],
}

impl Calendar {
    pub(crate) fn around(now: Timestamp) -> Self {
        let midnight = (now.0 + BEIJING).div_euclid(DAY) * DAY - BEIJING;
        let at = |days: i64, hours: i64| Timestamp(midnight + days * DAY + hours * HOUR);
        Self {
            now,
            prepared: at(-30, 9),
            registration_opens: at(-21, 8),
            assist_opens: at(-6, 8),
            scores_published: at(-4, 21),
            volunteer_opens: at(-2, 8),
            closes: at(30, 17),
            later: [at(33, 8), at(35, 17)],
        }
    }

    /// Name, title, start and end of each window.
    pub(crate) fn windows(&self) -> [(&'static str, &'static str, [Timestamp; 2]); 8] {
        let now = |opens| [opens, self.closes];
        [
            ("registration", "报名", now(self.registration_opens)),
            ("specialty-fee", "艺术、体育专业统考报名", now(self.registration_opens)),
            ("exam-fee", "考试费缴纳", now(self.registration_opens)),
            ("volunteer-assist", "辅助填报", now(self.assist_opens)),
            ("volunteer-early", "本科提前批填报", now(self.volunteer_opens)),
            ("volunteer-undergraduate", "本科批填报", now(self.volunteer_opens)),
            ("volunteer-supplement", "本科批征集志愿填报", self.later),
            ("volunteer-vocational", "高职专科批填报", self.later),
        ]
    }
}

/// `2027-06-26 08:00`, as exam.toml has it.
pub(crate) fn clock(time: Timestamp) -> String {
    let text = time.text();
    text.get(..16).unwrap_or(&text).to_owned()
}

/// An instant between two, by day or in the evening, as people do such things.
pub(crate) fn daytime(dice: &mut Dice, from: Timestamp, to: Timestamp) -> Timestamp {
    let mut at = from;
    for _ in 0..20 {
        at = Timestamp(dice.between(from.0, to.0 - 1));
        let hour = (at.0 + BEIJING).rem_euclid(DAY) / HOUR;
        if (8..23).contains(&hour) {
            break;
        }
    }
    at
}

/// How long people take from one step to the next: minutes mostly, sometimes hours.
pub(crate) fn pause(dice: &mut Dice) -> i64 {
    let minutes = if dice.chance(80) { dice.between(2, 30) } else { dice.between(60, 300) };
    minutes * MINUTE + dice.between(0, 59_999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_windows_are_open_at_any_hour_of_the_day() {
        let start = Timestamp::parse("2027-06-26T00:00:00+08:00").unwrap();
        for hour in 0..24 {
            let calendar = Calendar::around(start.plus(hour * HOUR));
            assert!(calendar.registration_opens < calendar.scores_published);
            assert!(calendar.scores_published < calendar.volunteer_opens);
            assert!(calendar.volunteer_opens < calendar.now && calendar.now < calendar.closes);
            assert_eq!(calendar.volunteer_opens.rfc3339(), "2027-06-24T08:00:00+08:00");
        }
    }
}
