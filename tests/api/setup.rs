//! docs/SETUP.md, command by command and file by file; and another province than the demo's, which nobody has programmed.

use super::staff;
use super::volunteer::key;
use crate::support::{Client, Person, free_port, local, root, text};
use domain::Timestamp;
use domain::time::DAY;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration as Wait, Instant};
use tempfile::TempDir;

pub(crate) const LOGIN: &str = "Tide7harbor";
pub(crate) const SAVE: &str = "Maple4lantern";
/// What the document has for a revision's number.
const NUMBER: &str = "17";

/// An office that follows the document in a directory of its own.
pub(crate) struct Office {
    directory: TempDir,
    ports: [u16; 2],
    /// Passwords that were shown, by user name.
    shown: HashMap<String, String>,
    /// Number of the revision, or of the import, that was made last.
    revision: String,
    hosts: Vec<Child>,
}

/// Somebody who has registered.
struct Registered {
    client: Client,
    serial: String,
    fee: Value,
    pledge: Value,
    shown: Value,
}

/// What the document has one do.
enum Step {
    Command(String),
    File(String, String),
}

fn steps(document: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, block) in document.split("\n```").enumerate().filter(|(index, _)| index % 2 == 1) {
        let (info, content) = block.split_once('\n').unwrap_or((block, ""));
        match info.split_once(' ') {
            None if info == "sh" => steps.extend(content.lines().map(|line| Step::Command(line.to_owned()))),
            Some((_, file)) => steps.push(Step::File(file.to_owned(), format!("{content}\n"))),
            None => assert_eq!(info, "text", "block {index}"),
        }
    }
    steps
}

impl Office {
    fn new() -> Self {
        let directory = crate::support::state_directory();
        for name in ["spin.toml", "sandbox", "shared", "static", "functions", "target"] {
            std::os::unix::fs::symlink(root().join(name), directory.path().join(name)).unwrap();
        }
        let ports = [free_port(), free_port()];
        Self { directory, ports, shown: HashMap::new(), revision: String::new(), hosts: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// What a command comes to: the program that was built, in this directory, at ports that are free.
    fn shell(&self, line: &str) -> Command {
        let line = line.split("  #").next().unwrap_or(line);
        let line = line.replace(&format!(" {NUMBER}"), &format!(" {}", self.revision));
        let line = line
            .replace(
                "zhaokao secrets",
                "zhaokao secrets --application http://127.0.0.1:3000 --sandbox http://127.0.0.1:3001",
            )
            .replace("zhaokao up --variables", "zhaokao up --listen 127.0.0.1:3000 --variables")
            .replace(":3000", &format!(":{}", self.ports[0]))
            .replace(":3001", &format!(":{}", self.ports[1]));
        let mut command = Command::new("sh");
        let path = format!("{}:{}", root().join("target/release").display(), std::env::var("PATH").unwrap());
        command.arg("-c").arg(format!("exec {line}")).current_dir(&self.directory).env("PATH", path);
        command
    }

    fn run(&mut self, line: &str) {
        if line.ends_with('&') {
            let line = format!("{} --no-access-log", line.trim_end_matches('&'));
            return self.hosts.push(self.shell(&line).stderr(Stdio::null()).spawn().unwrap());
        }
        let output = self.shell(line).output().unwrap();
        let said = said(&output);
        assert!(output.status.success(), "{line}: {said}{}", String::from_utf8_lossy(&output.stderr));
        if let Some((_, rest)) = said.split_once("版本 ").filter(|_| line.contains("exam load")) {
            self.revision = rest.split(' ').next().unwrap().to_owned();
        }
        if let Some((_, rest)) = said.split_once("导入 ").filter(|_| line.contains("import scores")) {
            self.revision = rest.split(' ').next().unwrap().to_owned();
        }
        if let (true, Some((username, password))) =
            (line.contains("staff create"), said.lines().next().and_then(|line| line.split_once(' ')))
        {
            self.shown.insert(username.to_owned(), password.to_owned());
        }
    }

    pub(crate) fn addresses(&self) -> [String; 2] {
        self.ports.map(local)
    }

    /// The files of the document, as these numbers are, taken in by its commands.
    fn import(&mut self, serial: &str, lines: &str) {
        let head = "报名流水号,语文,数学,外语,首选科目,再选科目最高,再选科目次高,总分,位次";
        fs::write(self.path("成绩.csv"), format!("{head}\n{serial},120,130,110,80,80,80,600,1\n")).unwrap();
        fs::write(self.path("控制线.csv"), format!("批次,科类,分数线\n{lines}")).unwrap();
        let document = fs::read_to_string(root().join("docs/SETUP.md")).unwrap();
        let commands: Vec<&str> = document.lines().filter(|line| line.starts_with("zhaokao import ")).collect();
        assert_eq!(commands.len(), 3);
        for command in commands {
            self.run(command);
        }
    }

    fn nobody(&self) -> Client {
        Client::new(&local(self.ports[0]))
    }

    fn control(&self, what: &str, body: &Value) -> Value {
        Client::new(&local(self.ports[1])).post(&format!("/control/{what}"), body).expect(200)
    }

    fn wait_until_it_answers(&self) {
        let begun = Instant::now();
        for port in self.ports {
            let client = Client::new(&local(port));
            while client.call("GET", "/.well-known/spin/health").try_send().is_err() {
                assert!(begun.elapsed() < Wait::from_secs(120), "zhaokao up does not answer");
                sleep(Wait::from_millis(50));
            }
        }
    }

    /// Somebody signs in for the first time, and chooses a password.
    fn first_sign_in(&self, username: &str, password: &str) -> Client {
        let client = self.nobody();
        client.first_sign_in(username, password);
        client
    }

    /// The province makes an account below it, whose owner makes the next one.
    fn offices(&self, organisations: &[&str]) -> (Client, Client) {
        let province = self.first_sign_in("province", &self.shown["province"]);
        self.first_sign_in("deputy", &self.shown["deputy"]);
        let mut by = province.twin();
        for organisation in organisations {
            let username = format!("office-{organisation}");
            let made = staff::create(&by, &username, organisation);
            by = self.first_sign_in(&username, &text(&made["initial_password"]));
        }
        (province, by)
    }

    /// From the 报名点 to the form; what `GET /api/registration` then says.
    fn register(&self, point: &Client, (code, person): (&str, &Person), form: &Value) -> Registered {
        let admitted = point.post("/api/admin/candidates", &person.admission(code)).expect(201);
        let client = self.nobody();
        let facts = json!({ "number": admitted["serial"], "name": person.name, "valid_until": Person::VALID_UNTIL });
        client.post("/api/account/first-sign-in", &facts).expect(200);
        let fee = client.get("/api/payment/fees").expect(200)["fees"][0].clone();
        let new = json!({ "item": fee["item"], "provider": "wechat" });
        let order = client.call("POST", "/api/payment/orders").key(&key()).json(&new).send().expect(201);
        let paid = self.control("pay", &json!({ "out_trade_no": order["order_no"], "notify": true, "times": 1 }));
        assert_eq!(paid["notices"], json!([204]));
        let begun = client.post("/api/account/identity", &json!({})).expect(201);
        self.control("identity", &json!({ "id": begun["id"], "passed": true }));
        let identity = format!("/api/account/identity/{}", text(&begun["id"]));
        assert_eq!(client.get(&identity).expect(200)["stage"], "verified");
        let passwords = json!({ "login_password": LOGIN, "save_password": SAVE });
        client.put("/api/account/passwords", &passwords).expect(200);
        let pledge = client.get("/api/registration").expect(200)["pledge"].clone();
        client.post("/api/registration/pledge", &json!({ "version": pledge["version"] })).expect(200);
        let save = json!({ "version": 0, "save_password": SAVE, "form": form });
        let saved = client.put("/api/registration/form", &save);
        assert_eq!(saved.expect(200)["version"], 1);
        let shown = client.get("/api/registration").expect(200);
        Registered { client, serial: text(&admitted["serial"]), fee, pledge, shown }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        for host in &mut self.hosts {
            let _ = (host.kill(), host.wait());
        }
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// `2026-11-22 08:00`, so many days from now.
fn day(days: i64) -> String {
    let now = Timestamp(host::machine_now().as_millis() as i64);
    format!("{} 08:00", &now.plus(days * DAY).text()[..10])
}

/// 报名 is open now.
fn open_registration(folder: &Path) {
    let file = folder.join("exam.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("2026-10-16 08:00") && text.contains("2026-10-31 17:00"));
    let text = text.replace("opens  = 2026-10-16 08:00", &format!("opens  = {}", day(-1)));
    fs::write(&file, text.replace("closes = 2026-10-31 17:00", &format!("closes = {}", day(5)))).unwrap();
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

fn same(one: &Path, other: &Path) {
    let within = |folder: &Path| {
        files(folder)
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    assert!(within(one) == within(other), "{} is not {}", one.display(), other.display());
}

#[test]
fn what_the_document_says_is_done_command_by_command() {
    let mut office = Office::new();
    for step in steps(&fs::read_to_string(root().join("docs/SETUP.md")).unwrap()) {
        match step {
            Step::File(file, content) => fs::write(office.path(&file), content).unwrap(),
            Step::Command(line) => {
                office.run(&line);
                if line.contains("exam template") {
                    open_registration(&office.path("gaokao-2027"));
                }
            }
        }
    }
    same(&office.path("gaokao-2027"), &office.path("gaokao-2027-now"));
    same(&office.path("gaokao-2027"), &office.path("old"));

    office.wait_until_it_answers();
    let (_, point) = office.offices(&["990102", "990102001"]);
    let mut form = crate::support::form();
    for part in ["household", "address"] {
        form[part]["region"] = json!("990102100");
    }
    // A village, says 城乡划分代码.
    form["household"]["category"] = json!("2");
    let person = Person::of("990102", 7);
    let made = office.register(&point, ("990102001", &person), &form);
    assert_eq!((&made.shown["form"], &made.shown["version"]), (&form, &json!(1)));
    assert_eq!((&made.serial[..], &made.fee["amount"]), ("01020001", &json!(4000)));
    let found = office.nobody().get("/api/catalog/groups?batch=undergraduate&track=physics").expect(200);
    assert_eq!(found["groups"][0]["college_name"], "示例大学", "{found}");
    office.import(&made.serial, "本科批(普通类),物理类,420\n");
    assert_eq!(made.client.get("/api/volunteer").expect(200)["score"]["rank"], 1);
}

/// Another province's folder, put in force as the document says, without one line of code of its own: the office, somebody of
/// the province, and somebody of a registration point.
pub(crate) fn another_province() -> (Office, Client, Client) {
    let mut office = Office::new();
    let folder = office.path("qinghe");
    for (file, bytes) in files(&root().join("tests/province")) {
        let to = folder.join(file.strip_prefix(root().join("tests/province")).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    open_registration(&folder);
    for step in steps(&fs::read_to_string(root().join("docs/SETUP.md")).unwrap()) {
        match step {
            Step::Command(line) if !line.contains("template") => office.run(&line.replace("gaokao-2027", "qinghe")),
            _ => {}
        }
    }
    same(&folder, &office.path("qinghe-now"));
    office.wait_until_it_answers();
    let (province, point) = office.offices(&["7", "711"]);
    (office, province, point)
}

/// Scores of somebody of that province, and the lines.
pub(crate) fn publish_scores(office: &mut Office, serial: &str) {
    office.import(serial, "本科普通批,物理类,420\n本科普通批,历史类,430\n");
}

#[test]
fn a_province_that_nobody_has_programmed_is_set_up_and_walked_through() {
    let (mut office, province, point) = another_province();

    // What the folder asks for, and nothing else.
    let calendar = office.nobody().get("/api/catalog/calendar").expect(200);
    assert_eq!(calendar["exams"][0]["name"], "2027年青禾省普通高等学校招生考试", "{calendar}");
    let form = json!({
        "first_subject": "physics", "second_subjects": ["chemistry", "geography"], "candidate_category": "A",
        "graduation_year": 2027, "height": 172, "boarding": "y", "dormitory": "3 栋",
        "household": { "region": "980101200", "category": "2" }, "phone": "13800000000",
        "siblings": [{ "name": "测试弟弟", "age": 9 }],
    });
    let made = office.register(&point, ("711", &Person::of("980101", 3)), &form);
    assert_eq!((&made.shown["form"], &made.serial[..]), (&form, "01010001"));
    assert_eq!((&made.fee["name"], &made.fee["amount"]), (&json!("高考报名考试费"), &json!(12_000)));
    assert_eq!(
        (&made.pledge["title"], &made.pledge["text"][0]),
        (&json!("青禾省考生承诺"), &json!("我报名参加青禾省普通高等学校招生考试，所填的内容都是真实的。"))
    );

    // Scores, and a list of the batch that it names.
    publish_scores(&mut office, &made.serial);
    let overview = made.client.get("/api/volunteer").expect(200);
    let batches: Vec<&Value> = overview["batches"].as_array().unwrap().iter().map(|batch| &batch["name"]).collect();
    assert_eq!(batches, ["本科普通批", "高职专科批"]);
    let query = "/api/catalog/groups?batch=first&track=physics&subjects=chemistry,geography";
    let found = made.client.get(query).expect(200);
    let group = found["groups"].as_array().unwrap().iter().find(|group| group["college"] == "98001").unwrap();
    assert_eq!((&group["name"], &group["last_line"]["rank"]), (&json!("青禾大学01组"), &json!(45)));
    let choice = json!({ "group": group["id"], "majors": ["080703", "080901"], "accept_adjustment": true });
    let list = json!({ "version": 0, "choices": [choice], "save_password": SAVE });
    let submit = made.client.call("POST", "/api/volunteer/first/submissions").key(&key()).json(&list);
    assert_eq!(submit.send().expect(201)["version"], 1);

    // The offices: two levels, and nothing is missing between them. Whose code begins alike is not below.
    let below = province.get("/api/admin/organisations?parent=98").expect(200)["organisations"].clone();
    let names: Vec<&Value> = below.as_array().unwrap().iter().map(|organisation| &organisation["name"]).collect();
    assert_eq!(names, ["青禾一县招生办公室", "青禾二县招生办公室", "青禾大学"]);
    assert_eq!((&below[0]["children"], &below[1]["children"]), (&json!(2), &json!(1)));
    let overview = province.get("/api/statistics/overview?organisation=98&batch=first").expect(200);
    assert_eq!(overview["totals"]["submitted"], 1, "{overview}");
    assert_eq!(overview["children"][0]["submitted"], 1, "{overview}");
    for code in ["98", "711"] {
        let table = province.get(&format!("/api/statistics/overview.xlsx?organisation={code}&batch=first"));
        assert_eq!(table.status, 200, "{code} {table:?}");
    }
    let found =
        point.post("/api/admin/candidates/search", &json!({ "text": made.serial })).expect(200)["rows"][0].clone();
    assert_eq!((&found["county_name"], &found["stage"]), (&json!("青禾一县招生办公室"), &json!("filled")));
    let record = format!("/api/admin/candidates/{}", found["id"]);
    point.get(&record).expect(200);
    let made = staff::create(&province, "office-71", "71");
    let beside = office.first_sign_in("office-71", &text(&made["initial_password"]));
    beside.get(&record).problem(404, "not_found");
    beside.get("/api/admin/points?organisation=711").problem(403, "forbidden");
    assert_eq!(beside.get("/api/admin/points").expect(200)["rows"][0]["code"], "5");
    let segments = beside.get("/api/admin/segments").expect(200);
    assert_eq!((&segments["prefix"], &segments["free"][0]["first"]), (&json!("0202"), &json!("02020101")));
    let opened = beside.post("/api/admin/points", &json!({ "county": "71", "name": "青禾三中" })).expect(201);
    assert_eq!(opened["code"], "71001");
    let allotted = json!({ "point": "71001", "first": "02020101", "last": "02020120" });
    beside.post("/api/admin/segments", &allotted).expect(201);
    let elsewhere = json!({ "point": "71001", "first": "01010201", "last": "01010220" });
    beside.post("/api/admin/segments", &elsewhere).problem(422, "invalid");
}
