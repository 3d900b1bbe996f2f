use super::reader::{Node, Said, Source};
use super::{Batch, Category, Fee, List, Outside, Paper, Room, Route, Score, batch, fee, score, zsb};
use crate::fault::{Faults, Place, meant};
use crate::files::{self, EXAM, Files};
use domain::Timestamp;
use domain::exam::Kind;

/// An exam of a year.
#[derive(Debug, Default)]
pub struct Exam {
    /// `gaokao-2027`
    pub id: String,
    /// What kind of exam; `None` only while it can't be read
    pub kind: Option<Kind>,
    pub year: i64,
    /// 2027年湖南省普通高等学校招生考试
    pub name: String,
    /// 2027年高考
    pub short_name: String,
    pub authority: Authority,
    /// Characters that a password has at least
    pub password_least: i64,
    /// Does a phone belong to one candidate?
    pub one_phone: bool,
    /// 采集照片
    pub photo: Photo,
    /// How numbers are made up
    pub identifiers: Identifiers,
    /// 首选科目, or what else divides plans, lines and ranks: code and name
    pub tracks: Vec<(String, String)>,
    /// 成绩
    pub score: Score,
    /// 日程
    pub windows: Vec<Window>,
    /// 缴费项目
    pub fees: Vec<Fee>,
    /// 批次
    pub batches: Vec<Batch>,
    /// 报考类别, of 专升本
    pub categories: Vec<Category>,
    /// 审查路线, of 专升本
    pub routes: Vec<Route>,
    /// 考试科目, of 专升本
    pub papers: Vec<Paper>,
    /// 考场, of 专升本
    pub room: Option<Room>,
    /// 省外院校的考生, of 专升本: without this section they can't register
    pub outside: Option<Outside>,
    /// The answers of the form that other rules need: what for, and the field
    pub(crate) answers: Vec<(String, Said)>,
    pub(crate) texts: Vec<NamedText>,
    pub(crate) place: Place,
}

/// 招考机构, as candidates read of it.
#[derive(Debug, Default)]
pub struct Authority {
    /// Code of the province, and of its organisation: `43`
    pub province: String,
    /// 湖南省教育考试院
    pub name: String,
    /// 湖南招考
    pub brand: String,
    /// 咨询电话
    pub telephone: String,
    /// Where the pages are
    pub domain: String,
    pub(crate) place: Place,
}

/// 采集照片.
#[derive(Debug, Default)]
pub struct Photo {
    pub width: i64,
    pub height: i64,
    pub most_kilobytes: i64,
    /// Colours of the background, for people
    pub backgrounds: Vec<String>,
}

/// How numbers are made up.
#[derive(Debug, Default)]
pub struct Identifiers {
    /// 报名流水号: digits of the county's 号段码
    pub serial_prefix: i64,
    /// and of the number after it
    pub serial_number: i64,
    /// Digits of 院校代号
    pub college: i64,
    /// Digits of 专业组编号
    pub group: i64,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub struct Window {
    /// `registration`
    pub name: String,
    /// 报名
    pub title: String,
    /// When it is open, in order
    pub intervals: Vec<Interval>,
    pub(crate) place: Place,
}

/// From a start, inclusive, to an end, exclusive.
#[derive(Clone, Debug)]
pub struct Interval {
    pub opens: Timestamp,
    pub closes: Timestamp,
    pub(crate) place: Place,
}

/// What exam.toml says of a text.
#[derive(Debug)]
pub(crate) struct NamedText {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) accept: bool,
    pub(crate) place: Place,
}

impl Exam {
    /// Everything that is filled as one, in the order of the batches.
    pub fn lists(&self) -> impl Iterator<Item = List<'_>> {
        self.batches.iter().flat_map(Batch::lists)
    }

    /// The list that a row of a table names: by its code or name, or those of a batch, whose first one it is.
    pub fn list_of(&self, said: &str) -> Option<List<'_>> {
        let first = || self.batches.iter().find(|batch| batch.name == said).and_then(|batch| batch.lists().next());
        self.lists().find(|list| list.code == said || list.name == said).or_else(first)
    }
}

/// Reads exam.toml. What is faulty is noted, and stands empty.
pub(crate) fn read(files: &Files, faults: &mut Faults) -> Exam {
    let Some(bytes) = files.get(EXAM) else {
        faults.add(Place::file(EXAM), "缺少这个文件");
        return Exam::default();
    };
    let text = files::text(EXAM, bytes, faults);
    let source = Source::new(&text, faults);
    let table = source.parse();
    Node::new(&source, table.get_ref(), 0..0).whole(exam)
}

fn exam(node: &Node<'_, '_>) -> Exam {
    let (id, kind, name) = (node.name("id"), node.text("kind"), node.text("name"));
    let known = Kind::parse(&kind.text);
    if known.is_none() && !kind.text.is_empty() {
        let names = Kind::all().map(Kind::as_str);
        node.fault(
            "kind",
            format!("没有“{}”这种考试{}应为 gaokao（普通高考）或 zsb（专升本）", kind.text, meant(&kind.text, names)),
        );
    }
    let short_name = match node.optional("short_name").text {
        short if short.is_empty() => name.text.clone(),
        short => short,
    };
    Exam {
        kind: known,
        year: node.number("year", 2000..=2999),
        short_name,
        authority: node.table("authority", authority).unwrap_or_default(),
        password_least: node.table("password", |node| node.number("least", 8..=64)).unwrap_or(8),
        one_phone: !node.optional_table("phone", |node| node.flag("shared")).unwrap_or_default(),
        photo: node.table("photo", photo).unwrap_or_default(),
        identifiers: node.table("identifiers", identifiers).unwrap_or_default(),
        tracks: node.tables("track", |node| (node.name("code").text, node.text("name").text)),
        score: node.table("score", score::read).unwrap_or_default(),
        windows: node.tables("window", window),
        fees: node.tables("fee", fee::read),
        batches: node.tables("batch", batch::read),
        categories: node.tables("category", zsb::category),
        routes: node.tables("route", zsb::route),
        papers: node.tables("paper", zsb::paper),
        room: node.optional_table("room", zsb::room),
        outside: node.optional_table("outside", zsb::outside),
        answers: node.table("answers", answers).unwrap_or_default(),
        texts: node.tables("text", text),
        id: id.text,
        place: id.place,
        name: name.text,
    }
}

fn authority(node: &Node<'_, '_>) -> Authority {
    Authority {
        province: node.text("province").text,
        name: node.text("name").text,
        brand: node.text("brand").text,
        telephone: node.text("telephone").text,
        domain: node.text("domain").text,
        place: node.place_of("province"),
    }
}

fn photo(node: &Node<'_, '_>) -> Photo {
    Photo {
        width: node.number("width", 100..=2_000),
        height: node.number("height", 100..=2_000),
        most_kilobytes: node.number("most_kb", 10..=200),
        backgrounds: node.texts("backgrounds").into_iter().map(|said| said.text).collect(),
    }
}

fn identifiers(node: &Node<'_, '_>) -> Identifiers {
    Identifiers {
        serial_prefix: node.number("serial_prefix", 0..=6),
        serial_number: node.number("serial_number", 1..=8),
        college: node.number("college", 1..=12),
        group: node.number("group", 1..=6),
        place: node.place_of("serial_prefix"),
    }
}

fn window(node: &Node<'_, '_>) -> Window {
    let mut times = Vec::new();
    for value in node.array("times") {
        let of_time = node.node(value, "应写成 { opens = 2027-06-26 08:00, closes = 2027-06-27 17:00 }");
        times.extend(of_time.and_then(|node| node.whole(interval)));
    }
    // One interval is said without a list.
    let has_times = node.array("times").next().is_some();
    if !has_times {
        times.extend(interval(node));
    }
    Window {
        name: node.name("name").text,
        title: node.text("title").text,
        intervals: times,
        place: node.place_of("name"),
    }
}

pub(super) fn interval(node: &Node<'_, '_>) -> Option<Interval> {
    let (opens, closes) = (node.time("opens"), node.time("closes"));
    Some(Interval { opens: opens?, closes: closes?, place: node.place_of("closes") })
}

fn answers(node: &Node<'_, '_>) -> Vec<(String, Said)> {
    let known = ["track", "subjects", "category", "major", "contest", "registration_type"];
    let said = known.map(|key| (key.to_owned(), node.optional(key)));
    said.into_iter().filter(|(_, said)| !said.text.is_empty()).collect()
}

fn text(node: &Node<'_, '_>) -> NamedText {
    NamedText {
        name: node.name("name").text,
        title: node.text("title").text,
        version: node.text("version").text,
        accept: node.flag("accept"),
        place: node.place_of("name"),
    }
}
