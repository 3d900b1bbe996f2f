//! 专升本: a college hands its students over, puts them right and takes them back; no other college sees them.

use crate::support::{Answer, Body, Client, Retries, Student, System, UPGRADE, picture, students, text, zipped};
use serde_json::{Value, json};
use web::api::{OPERATIONS, Role};

const IMPORTS: &str = "/api/student/imports?file=students.csv";
const PHOTOS: &str = "/api/student/photos";
const BARRED: &str = "/api/student/barred?file=barred.csv";
const SEARCH: &str = "/api/student/search";

fn import(college: &Client, file: &str) -> Answer {
    college.call("POST", IMPORTS).file(file).send()
}

fn found(client: &Client, wanted: &Value) -> Vec<Value> {
    client.post(SEARCH, wanted).expect(200)["rows"].as_array().unwrap().clone()
}

fn correction(student: &Student) -> Value {
    json!({
        "name": student.0.name, "document_kind": "resident_card", "document": student.0.document, "graduate": "1",
        "household": "2", "major": "510202", "major_name": "计算机网络技术", "reason": "专业有误",
    })
}

/// What is wrong, with line and column.
fn told(answer: &Answer) -> Vec<String> {
    let errors = answer.problem(422, "invalid")["errors"].as_array().unwrap().clone();
    let place = |error: &Value| match error["line"].as_i64() {
        Some(line) => format!("{line}:{}", error["column"]),
        None => text(&error["field"]),
    };
    errors.iter().map(|error| format!("{} {}", place(error), text(&error["message"]))).collect()
}

#[test]
fn a_college_hands_over_all_of_a_file_or_nothing() {
    let system = System::start();
    system.set_up_upgrade();
    let (one, other, province) =
        (system.college("c90001"), system.college("c90002"), system.staff("43").about(UPGRADE));
    let people: Vec<Student> = (0..4).map(|_| Student::new()).collect();
    assert_eq!(import(&one, &students(&people[..2])).expect(201), json!({ "count": 2 }));
    let rows = found(&one, &json!({}));
    assert_eq!(rows.len(), 2);
    let masked = text(&rows[0]["document_masked"]);
    assert!(masked.contains('*') && !rows[0].to_string().contains(&people[0].0.document), "{}", rows[0]);
    assert_eq!(
        [&rows[0]["graduate"], &rows[0]["household"], &rows[0]["photo"]],
        [&json!("1"), &json!("1"), &json!(false)]
    );
    assert_eq!(found(&one, &json!({ "text": people[1].0.document }))[0]["id"], rows[1]["id"]);

    // Whom the province bars, another college's, and the same one twice; nobody of the file is in.
    let list = format!("证件号,原因\n{},上年已参加普通计划考试\n", people[2].0.document);
    assert_eq!(province.call("POST", BARRED).file(list).send().expect(201)["count"], 1);
    let mixed = [&people[1], &people[2], &people[3], &people[3]].map(Clone::clone);
    assert_eq!(
        told(&import(&other, &students(&mixed))),
        [
            "2:2 已由其他高校导入，请与省教育考试院核对",
            "3:2 不得报名：上年已参加普通计划考试",
            "5:2 与第 4 行的证件号重复",
        ]
    );
    let wrong = students(&people[3..]).replace("本省", "省内").replace("510201", "51020");
    assert_eq!(told(&import(&other, &wrong)), ["2:4 没有“省内”这个代码", "2:5 应为 6 位专业代码"]);
    assert_eq!(found(&other, &json!({})).len(), 0);
    assert_eq!(import(&other, &students(&people[3..])).expect(201)["count"], 1);

    // An empty spreadsheet is one to fill in.
    let blank = one.get("/api/student/blank.xlsx");
    assert_eq!(blank.status, 200, "{}", blank.text());
    let unfilled = one.call("POST", "/api/student/imports?file=students.xlsx").file(blank.body).send();
    assert_eq!(told(&unfilled), ["file 一次导入 1–20000 名学生"]);
    system.stop_and_check();
}

#[test]
fn students_are_put_right_given_photos_and_taken_back_until_the_window_ends() {
    let system = System::start();
    system.set_up_upgrade();
    let (one, other, province) =
        (system.college("c90001"), system.college("c90002"), system.staff("43").about(UPGRADE));
    let [a, b, c] = [0; 3].map(|_| Student::new());
    import(&one, &students(&[a.clone(), b.clone()])).expect(201);
    import(&other, &students(std::slice::from_ref(&c))).expect(201);
    let id = |client: &Client, student: &Student| {
        found(client, &json!({ "text": student.0.document })).first().map(|row| row["id"].clone()).unwrap_or_default()
    };
    let (first, second) = (id(&one, &a), id(&one, &b));

    let address = format!("/api/student/students/{first}");
    one.put(&address, &correction(&a)).expect(204);
    let row = found(&one, &json!({ "text": a.0.document })).remove(0);
    assert_eq!([&row["major"], &row["household"]], [&json!("510202"), &json!("2")]);
    let mut wrong = correction(&a);
    wrong["document"] = json!(c.0.document);
    assert_eq!(told(&one.put(&address, &wrong)), ["document 已由其他高校导入，请与省教育考试院核对"]);
    wrong["graduate"] = json!("9");
    assert_eq!(told(&one.put(&address, &wrong)), ["graduate 没有“9”这个代码"]);
    other.put(&address, &correction(&a)).problem(404, "not_found");

    let photo = |student: &Student| (format!("{}.jpg", student.0.document), picture());
    let photos = |client: &Client, files: &[(String, Vec<u8>)]| client.call("POST", PHOTOS).file(zipped(files)).send();
    let all = [photo(&a), (format!("{}.jpg", b.0.document), b"\x89PNG".to_vec()), photo(&c), ("x.txt".into(), vec![])];
    let faults = told(&photos(&one, &all));
    assert_eq!(faults.len(), 2, "those that are no pictures are named first: {faults:?}");
    let faults = told(&photos(&one, &[photo(&a), photo(&c)]));
    assert_eq!(faults, [format!("{}.jpg 本校导入的学生中没有这个证件号", c.0.document)]);
    assert_eq!(found(&one, &json!({ "without_photo": true })).len(), 2, "all or nothing");
    let good = photo(&a);
    assert_eq!(photos(&one, std::slice::from_ref(&good)).expect(201)["count"], 1);
    let seen = one.get(&format!("{address}/photo"));
    assert_eq!((seen.status, seen.header("content-type")), (200, "image/jpeg"));
    assert_eq!(seen.body, good.1);
    assert_eq!(province.get(&format!("{address}/photo")).status, 200);
    other.get(&format!("{address}/photo")).problem(404, "not_found");
    assert_eq!(found(&one, &json!({ "without_photo": true }))[0]["id"], second);

    let removal = |client: &Client, id: &Value| {
        client.post(&format!("/api/student/students/{id}/removal"), &json!({ "reason": "休学" }))
    };
    removal(&other, &second).problem(404, "not_found");
    removal(&one, &second).expect(204);
    assert_eq!(found(&one, &json!({})).len(), 1);

    system.set_now("2027-06-25T10:20:00+08:00");
    import(&one, &students(std::slice::from_ref(&b))).problem(409, "window_closed");
    photos(&one, &[photo(&a)]).problem(409, "window_closed");
    one.put(&address, &correction(&a)).problem(409, "window_closed");
    removal(&one, &first).problem(409, "window_closed");
    assert_eq!(found(&one, &json!({})).len(), 1);

    // One college gets longer, no other.
    let change = json!({
        "name": "import", "action": "extend", "organisations": ["c90001"], "reason": "停电",
        "closes": "2027-06-25T10:40:00+08:00",
    });
    system.change_window_as([province, system.staff_named("deputy").about(UPGRADE)], change);
    import(&one, &students(&[b])).expect(201);
    import(&other, &students(&[Student::new()])).problem(409, "window_closed");
    system.stop_and_check();
}

/// Every operation about students × everybody who has another part, or the same one elsewhere.
#[test]
fn nobody_reaches_students_of_a_college_but_that_college_and_the_province() {
    let system = System::start();
    system.set_up_upgrade();
    let (one, other) = (system.college("c90001"), system.college("c90002"));
    let student = Student::new();
    import(&one, &students(std::slice::from_ref(&student))).expect(201);
    let id = found(&one, &json!({}))[0]["id"].clone();
    let picture = zipped(&[(format!("{}.jpg", student.0.document), picture())]);
    one.call("POST", PHOTOS).file(picture).send().expect(201);
    let ask = |client: &Client, operation: &web::api::Operation| {
        let path = operation.path.replace("{id}", &id.to_string());
        let named = if operation.query.is_some() { "?file=x.csv" } else { "" };
        let call = client.call(operation.method, &format!("{path}{named}"));
        match (operation.method, path.rsplit('/').next().unwrap()) {
            ("GET", _) => call.send(),
            (_, "search") => call.json(&json!({ "college": "c90001" })).send(),
            (_, "removal") => call.json(&json!({ "reason": "测试" })).send(),
            ("PUT", _) => call.json(&correction(&student)).send(),
            _ => call.file("x").send(),
        }
    };
    let of_students = || OPERATIONS.iter().filter(|operation| operation.component() == "student");
    assert!(of_students().count() >= 8 && of_students().all(|operation| matches!(operation.role, Role::Staff(_))));
    let candidate = system.candidate(&system.demo.walk_through[4].serial).about(UPGRADE);
    let elsewhere = ["430102001", "430102", "4301"].map(|unit| system.staff(unit).about(UPGRADE));
    let finance = system.staff_named("finance").about(UPGRADE);
    for operation in of_students() {
        assert_eq!(ask(&system.nobody().about(UPGRADE), operation).status, 401, "{}", operation.id);
        for client in elsewhere.iter().chain([&candidate, &finance]) {
            assert_eq!(ask(client, operation).code(), "forbidden", "{}", operation.id);
        }
        let answer = ask(&other, operation);
        let expected = match operation.id {
            "POST /api/student/search" | "POST /api/student/barred" => 403,
            "GET /api/student/blank.xlsx" | "GET /api/student/colleges" => 200,
            // A file of its own, which is no such file.
            "POST /api/student/imports" | "POST /api/student/photos" => 422,
            _ => 404,
        };
        assert_eq!(answer.status, expected, "{}: {}", operation.id, answer.text());
    }
    let counts =
        |client: &Client| client.get("/api/student/colleges").expect(200)["colleges"].as_array().unwrap().clone();
    let province = system.staff("43").about(UPGRADE);
    assert_eq!((counts(&one).len(), counts(&other)[0]["students"].clone(), counts(&province).len()), (1, json!(0), 70));
    let of_one = counts(&province).into_iter().find(|row| row["college"] == "c90001").unwrap();
    assert_eq!([&of_one["students"], &of_one["photos"], &of_one["claimed"]], [&json!(1), &json!(1), &json!(0)]);
    assert_eq!(found(&province, &json!({ "college": "c90001" })).len(), 1);
    assert_eq!(found(&province, &json!({})).len(), 0);
    for operation in of_students().filter(|operation| operation.method == "PUT" || operation.path.ends_with("removal"))
    {
        assert_eq!(ask(&province, operation).code(), "forbidden", "what a college says only the college changes");
    }
    assert_eq!(found(&one, &json!({}))[0]["photo"], true);
    one.about("gaokao-2027").post(SEARCH, &json!({})).problem(409, "wrong_state");
    system.stop_and_check();
}

/// What `retries` asks. Where there are two exams, each request names one: it comes last.
pub(crate) fn retried(system: &System, retries: &Retries) {
    system.set_up_upgrade();
    let (college, province) = (system.college("c90001"), system.staff("43").about(UPGRADE));
    let people: Vec<Student> = (0..3).map(|_| Student::new()).collect();
    let file = |people: &[Student]| Body::File(students(people).into_bytes());
    let path = "/api/student/imports";
    retries.check(&college, ("POST", path), IMPORTS, file(&people[..2]), (IMPORTS, file(&people[2..])));
    let photo = |student: &Student| Body::File(zipped(&[(format!("{}.jpg", student.0.document), picture())]));
    let path = "/api/student/photos";
    retries.check(&college, ("POST", path), path, photo(&people[0]), (path, photo(&people[1])));
    let rows = college.post("/api/student/search", &json!({})).expect(200)["rows"].clone();
    let path = "/api/student/students/{id}";
    let address = |index: usize| path.replace("{id}", &rows[index]["id"].to_string());
    let put_right = |student: &Student| Body::Json(correction(student));
    let other = (&address(1)[..], put_right(&people[1]));
    retries.check(&college, ("PUT", path), &address(0), put_right(&people[0]), other);
    let path = "/api/student/students/{id}/removal";
    let removal = |index: usize| format!("{}/removal", address(index));
    let why = || Body::Json(json!({ "reason": "休学" }));
    retries.check(&college, ("POST", path), &removal(0), why(), (&removal(1), why()));
    let barred = |reason: &str| Body::File(format!("证件号,原因\n{},{reason}\n", people[2].0.document).into_bytes());
    let (path, address) = ("/api/student/barred", "/api/student/barred?file=x.csv");
    retries.check(&province, ("POST", path), address, barred("1"), (address, barred("2")));
}
