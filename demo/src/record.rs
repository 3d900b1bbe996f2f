//! Turns steps into events: the bodies that the triggers read.

use crate::calendar::Calendar;
use crate::dice::{Dice, Stream};
use crate::folders::PLEDGE_VERSION;
use crate::journal::{Rows, Who};
use crate::people::{Person, person};
use crate::places::{Point, staff};
use crate::plan::{Plan, Step, control_line};
use crate::volunteers::Market;
use crate::{EXAM_ID, Options, YEAR, places, scores};
use domain::admission::{Captured, Kept};
use domain::candidate::Stage;
use domain::document::DocumentKind;
use domain::event::Factor;
use domain::event::{self, Event, Role, Written};
use domain::form::{Answers, Form};
use domain::import;
use domain::organisation::Kind;
use domain::payment::{self, Channel, Provider};
use domain::subject::Track;
use domain::time::HOUR;
use domain::{Fen, Result, Timestamp, mask, volunteer};
use serde_json::json;
use store::candidate::{document_place, place};
use store::registration;
use store::seal::{self, Keys};

const BATCH: &str = "undergraduate";
const DEVICES: [&str; 4] = [
    "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; HarmonyOS) Chrome/132.0.0.0 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0",
];

/// Everything that the events are made from.
pub(crate) struct Recorder<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) form: &'a Form,
    pub(crate) options: &'a Options,
    pub(crate) calendar: &'a Calendar,
    pub(crate) market: &'a Market,
    /// SHA-256 of the photo that all have.
    pub(crate) photo: &'a str,
    /// Argon2id of the two passwords that all have.
    pub(crate) login_password: &'a str,
    pub(crate) save_password: &'a str,
    /// Numbers of the province's two accounts.
    pub(crate) province: [i64; 2],
    pub(crate) points: &'a [Point],
    pub(crate) plans: &'a [Plan],
}

/// One candidate at one moment.
struct Moment<'a> {
    at: Timestamp,
    index: usize,
    id: i64,
    plan: &'a Plan,
    point: &'a Point,
    ip: String,
}

impl Moment<'_> {
    fn candidate(&self, factor: Factor) -> Who<'_> {
        let device = DEVICES.get(self.index % DEVICES.len()).unwrap_or(&"");
        Who { actor: format!("candidate:{}", self.id), role: Role::Candidate, factor, ip: &self.ip, device }
    }
}

impl Recorder<'_> {
    /// Who the candidate of an index is.
    pub(crate) fn person(&self, index: usize) -> Person {
        let plan = &self.plans[index];
        person(self.options.seed, index, self.points[plan.point].county(), plan.number)
    }

    pub(crate) fn record(&self, journal: &mut Rows, at: Timestamp, index: u32, step: Step) -> Result<()> {
        let index = index as usize;
        match step {
            Step::Published => return self.publish(journal, at),
            Step::Admitted => return self.admit(journal, at, index),
            _ => {}
        }
        let plan = &self.plans[index];
        let ip = format!("198.51.100.{}", index % 250 + 1);
        let moment = Moment { at, index, id: plan.id, plan, point: &self.points[plan.point], ip };
        match step {
            Step::Ordered | Step::Prepared | Step::Paid => self.pay(journal, &moment, step),
            Step::Verified | Step::PasswordsSet | Step::PhoneBound => self.activate(journal, &moment, step),
            Step::Pledged => {
                let pledged = event::registration::Pledged { version: PLEDGE_VERSION };
                journal.append(at, moment.candidate(Factor::LoginPassword), moment.id, pledged.written()?);
                Ok(())
            }
            Step::Saved => self.save(journal, &moment, 1),
            Step::SavedAgain => self.save(journal, &moment, 2),
            Step::Drafted => self.draft(journal, &moment),
            Step::Submitted => self.submit(journal, &moment, 1),
            Step::SubmittedAgain => self.submit(journal, &moment, 2),
            Step::Admitted | Step::Published => Ok(()),
        }
    }

    fn admit(&self, journal: &mut Rows, at: Timestamp, index: usize) -> Result<()> {
        let (person, plan) = (self.person(index), &self.plans[index]);
        let point = &self.points[plan.point];
        let document_hash = self.keys.hash("document", &person.document);
        let admitted = event::candidate::Admitted {
            serial: Some(&format!("{:08}", plan.serial)),
            point: &point.code,
            captured: &Captured {
                name: person.name,
                sex: person.sex.into(),
                ethnicity: person.ethnicity.into(),
                birth: person.birth,
                valid_until: person.valid_until,
                capture: person.capture.into(),
            },
            document: &Kept {
                document_kind: DocumentKind::ResidentCard,
                document: self.keys.seal(&document_place(EXAM_ID, &document_hash), &person.document)?,
                document_hash,
                document_mask: mask::document(&person.document),
                photo: self.photo.into(),
            },
            application: None,
        };
        journal.append(at, staff(point.staff, Kind::Point, &point.ip), 0, admitted.written()?);
        Ok(())
    }

    fn pay(&self, journal: &mut Rows, moment: &Moment<'_>, step: Step) -> Result<()> {
        let mut dice = Dice::new(self.options.seed, Stream::Order(moment.index));
        let order_no = payment::order_number(dice.bytes());
        let (page_token, at, id) = (hex::encode(dice.bytes::<32>()), moment.at, moment.id);
        match step {
            Step::Ordered => {
                let created = event::order::Created {
                    order_no: &order_no,
                    item: "registration",
                    amount: Fen(4000),
                    provider: Provider::Wechat,
                    channel: Channel::Qr,
                    page_token: &page_token,
                    expires_at: at.plus(2 * HOUR).into(),
                };
                journal.append(at, moment.candidate(Factor::Facts), id, created.written()?);
            }
            Step::Prepared => {
                let code_url = format!("weixin://wxpay/bizpayurl?pr={}", hex::encode(dice.bytes::<6>()));
                let prepared = event::order::Prepared { order_no: &order_no, code_url: &code_url };
                journal.append(at, Who::system(), id, prepared.written()?);
            }
            _ => {
                let transaction = format!("4200{:024}", moment.index + 1);
                let money = event::payment::Money {
                    provider: Provider::Wechat,
                    order_no: &order_no,
                    transaction_id: &transaction,
                    amount: Fen(4000),
                    paid_at: at.into(),
                    fault: None,
                };
                let found = event::payment::Found { money, difference: None, proof: None }.written()?;
                let who = Who {
                    actor: "provider:wechat".into(),
                    role: Role::Provider,
                    factor: Factor::Signature,
                    ..Who::system()
                };
                journal.append_once(at, who, id, found, Some(transaction));
            }
        }
        Ok(())
    }

    fn activate(&self, journal: &mut Rows, moment: &Moment<'_>, step: Step) -> Result<()> {
        let (at, id) = (moment.at, moment.id);
        let (factor, event): (_, Written) = match step {
            Step::Verified => {
                let check = format!("demo-{:08}", moment.index);
                (Factor::Identity, event::candidate::Verified { check: &check }.written()?)
            }
            Step::PasswordsSet => {
                let login = self.keys.seal(&place(id, "login_password"), self.login_password)?;
                let save = self.keys.seal(&place(id, "save_password"), self.save_password)?;
                let set = event::candidate::PasswordsSet { login_password: &login, save_password: &save, check: None };
                (Factor::Identity, set.written()?)
            }
            _ => {
                let phone = self.person(moment.index).phone;
                let bound = event::candidate::PhoneBound {
                    phone: &self.keys.seal(&place(id, "phone"), &phone)?,
                    phone_mask: &mask::phone(&phone),
                    phone_hash: &self.keys.hash("phone", &phone),
                    check: None,
                };
                (Factor::Sms, bound.written()?)
            }
        };
        journal.append(at, moment.candidate(factor), id, event);
        Ok(())
    }

    fn save(&self, journal: &mut Rows, moment: &Moment<'_>, version: i64) -> Result<()> {
        let form = registration::seal(self.keys, moment.id, self.form, self.answers(moment)?)?;
        let saved = event::registration::Saved { version, form_version: 1, form: &form };
        journal.append(moment.at, moment.candidate(Factor::SavePassword), moment.id, saved.written()?);
        Ok(())
    }

    fn answers(&self, moment: &Moment<'_>) -> Result<Answers> {
        let mut dice = Dice::new(self.options.seed, Stream::Form(moment.index));
        let person = self.person(moment.index);
        let region = places::township(moment.point.county(), &mut dice);
        let detail = format!("示例路{}号", dice.between(1, 999));
        let category = dice.pick(&["1", "1", "2", "2", "2", "3", "4"]);
        let graduated = if matches!(category, "1" | "2") { YEAR } else { YEAR - 1 };
        let month = |years: i64, month: u32| format!("{}-{month:02}", graduated - years);
        let school = moment.point.name.as_str();
        Ok(serde_json::from_value(json!({
            "registration_type": "unified",
            "first_subject": moment.plan.track,
            "second_subjects": moment.plan.seconds,
            "foreign_language": if dice.chance(96) { "1" } else { dice.pick(&["2", "3", "4", "5", "6"]) },
            "political_status": if dice.chance(92) { "03" } else { "13" },
            "candidate_category": category,
            "graduation_category": if dice.chance(97) { "1" } else { dice.pick(&["3", "4", "5", "6"]) },
            "school_name": school,
            "class_name": format!("高三（{}）班", moment.index % 12 + 1),
            "graduation_year": graduated,
            "household": { "region": region, "detail": detail, "category": places::household_category(region) },
            "address": { "region": region, "detail": detail, "postcode": "410000", "recipient": person.name },
            "phone": person.phone,
            "specialty": "none",
            "family": [{ "relation": dice.pick(&["father", "mother"]), "name": "示例家长", "employer": "务农" }],
            "resume": [
                { "from": month(3, 9), "place": school, "witness": "示例老师" },
                { "from": month(6, 9), "until": month(3, 8), "place": "示例初级中学", "witness": "示例老师" },
            ],
        }))?)
    }

    fn choices(&self, moment: &Moment<'_>, version: u8) -> Result<String> {
        let Plan { track, seconds, total, .. } = *moment.plan;
        let choices = self.market.choices(self.options.seed, moment.index, (track, seconds, total), version);
        volunteer::canonical(&choices)
    }

    fn draft(&self, journal: &mut Rows, moment: &Moment<'_>) -> Result<()> {
        journal.draft(moment.id, BATCH, moment.at, self.choices(moment, 1)?);
        Ok(())
    }

    fn submit(&self, journal: &mut Rows, moment: &Moment<'_>, version: u8) -> Result<()> {
        let choices = self.choices(moment, version)?;
        let hash = volunteer::hash(&choices);
        let choices = serde_json::from_str(&choices)?;
        let submitted = event::volunteer::Submitted { batch: BATCH, version: version.into(), hash: &hash, choices };
        journal.append(moment.at, moment.candidate(Factor::SavePassword), moment.id, submitted.written()?);
        Ok(())
    }

    fn publish(&self, journal: &mut Rows, at: Timestamp) -> Result<()> {
        let columns = ["chinese", "mathematics", "foreign_language", "first", "second_high", "second_low", "total"];
        self.import(
            journal,
            at,
            (import::Kind::Scores, "示例成绩.csv"),
            &columns.map(str::to_owned),
            self.scores().collect(),
        )?;
        let lines = [Track::Physics, Track::History]
            .map(|track| json!([format!("{BATCH} {}", track.as_str()), control_line(track), null]).to_string());
        self.import(journal, at, (import::Kind::ControlLines, "示例控制线.csv"), &[], lines.into())
    }

    /// Staged by one, published by another.
    fn import(
        &self,
        journal: &mut Rows,
        at: Timestamp,
        (kind, file): (import::Kind, &str),
        columns: &[String],
        rows: Vec<String>,
    ) -> Result<()> {
        let mut blocks = Vec::new();
        for rows_of_block in rows.chunks(1000) {
            let text = format!("[{}]", rows_of_block.join(","));
            let hash = seal::sha256(&text);
            journal.block(hash.clone(), text);
            blocks.push(hash);
        }
        let counts = import::Counts { rows: rows.len(), added: rows.len(), ..import::Counts::default() };
        let says = [format!("{} {} 行：新公布", kind.title(), rows.len())];
        let (blocks, hash) = (&blocks[..], &seal::sha256(blocks.concat())[..]);
        let staged = event::import::Staged {
            kind,
            file,
            hash,
            basis: None,
            blocks,
            columns,
            notes: None,
            counts,
            says: &says,
            reason: "公布",
        };
        let [one, other] = self.province.map(|staff_id| staff(staff_id, Kind::Province, "192.0.2.10"));
        journal.append(at, one, 0, staged.written()?);
        journal.publish(at, other);
        Ok(())
    }

    fn scores(&self) -> impl Iterator<Item = String> {
        let filled = self.plans.iter().enumerate().filter(|(_, plan)| plan.stage == Stage::Filled);
        filled.map(|(index, plan)| {
            let mut dice = Dice::new(self.options.seed, Stream::Score(index));
            let [a, b, c, d, e, f] = scores::parts(plan.total, &mut dice);
            let (candidate, track, total) = (plan.id, plan.track, plan.total);
            let rank = scores::rank(track, total);
            json!([candidate, [track, total, rank, [a, b, c, d, e, f, total]], null]).to_string()
        })
    }
}
