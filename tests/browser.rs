//! The pages in a real browser: static/e2e against a system of their own. Pictures of every step are in
//! target/screenshots.

use crate::api::import::corrected;
use crate::api::setup::{LOGIN, SAVE, another_province, publish_scores};
use crate::api::volunteer::key;
use crate::support::{Person, STAFF_PASSWORD, System, root, text};
use serde_json::json;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

#[test]
fn a_candidate_clicks_from_the_first_sign_in_to_the_saved_form() {
    journey(|system| {
        let newcomer = &system.demo.walk_through[0];
        walk(
            system,
            "journey.mjs",
            "registration",
            &[
                ("JOURNEY_PARTS", "registration"),
                ("JOURNEY_SERIAL", &newcomer.serial),
                ("JOURNEY_NAME", &newcomer.name),
                ("JOURNEY_VALID_UNTIL", &newcomer.valid_until),
            ],
        );
    });
}

#[test]
fn a_candidate_clicks_from_the_score_to_the_receipt() {
    journey(|system| {
        let chooser = &system.demo.walk_through[4];
        walk(
            system,
            "journey.mjs",
            "volunteer",
            &[
                ("JOURNEY_PARTS", "volunteer"),
                ("JOURNEY_SERIAL", &chooser.serial),
                ("JOURNEY_LOGIN_PASSWORD", chooser.login_password.as_ref().unwrap()),
                ("JOURNEY_SAVE_PASSWORD", chooser.save_password.as_ref().unwrap()),
            ],
        );
    });
}

#[test]
fn the_journey_fits_the_smallest_phone_in_large_letters() {
    journey(|system| {
        let chooser = &system.demo.walk_through[4];
        walk(
            system,
            "journey.mjs",
            "volunteer-320",
            &[
                ("JOURNEY_PARTS", "volunteer"),
                ("JOURNEY_WIDTH", "320"),
                ("JOURNEY_BIG_FONT", "1"),
                ("JOURNEY_SERIAL", &chooser.serial),
                ("JOURNEY_LOGIN_PASSWORD", chooser.login_password.as_ref().unwrap()),
                ("JOURNEY_SAVE_PASSWORD", chooser.save_password.as_ref().unwrap()),
            ],
        );
    });
}

/// Its form, fee, pledge, batches and names are its own; the pages are not.
#[test]
fn a_province_that_nobody_has_programmed_is_clicked_through() {
    let (mut office, _, point) = another_province();
    let [url, sandbox] = office.addresses();
    let person = Person::of("980101", 3);
    let admitted = point.post("/api/admin/candidates", &person.admission("711")).expect(201);
    let serial = text(&admitted["serial"]);
    let who = |parts| {
        [
            ("JOURNEY_YEAR", "qinghe"),
            ("JOURNEY_PARTS", parts),
            ("JOURNEY_SERIAL", &serial),
            ("JOURNEY_NAME", &person.name),
            ("JOURNEY_VALID_UNTIL", Person::VALID_UNTIL),
            ("JOURNEY_LOGIN_PASSWORD", LOGIN),
            ("JOURNEY_SAVE_PASSWORD", SAVE),
        ]
    };
    walk_at([&url, &sandbox], "journey.mjs", "qinghe-registration", &who("registration"));
    publish_scores(&mut office, &serial);
    walk_at([&url, &sandbox], "journey.mjs", "qinghe-volunteer", &who("volunteer"));
}

#[test]
fn forty_five_choices_stay_at_hand_and_nothing_typed_is_lost() {
    journey(|system| {
        let (filler, chooser) = (&system.demo.walk_through[3], &system.demo.walk_through[4]);
        walk(
            system,
            "keeping.mjs",
            "keeping",
            &[
                ("CHOOSER_SERIAL", &chooser.serial),
                ("CHOOSER_LOGIN_PASSWORD", chooser.login_password.as_ref().unwrap()),
                ("CHOOSER_SAVE_PASSWORD", chooser.save_password.as_ref().unwrap()),
                ("FILLER_SERIAL", &filler.serial),
                ("FILLER_LOGIN_PASSWORD", filler.login_password.as_ref().unwrap()),
            ],
        );
    });
}

#[test]
fn the_province_looks_through_its_console() {
    journey(|system| {
        let secret = system.totp("province");
        let admin = [("ADMIN_USERNAME", "province"), ("ADMIN_PASSWORD", STAFF_PASSWORD), ("ADMIN_TOTP", secret)];
        walk(system, "admin.mjs", "admin", &admin);
    });
}

#[test]
fn the_offices_have_their_day() {
    journey(|system| {
        let reader = format!("{}/reader", system.sandbox);
        let environment = [
            ("STAFF_PASSWORD", STAFF_PASSWORD),
            ("POINT", "furong-1"),
            ("COUNTY", "furong"),
            ("CITY", "changsha"),
            ("FINANCE", "finance"),
            ("FINANCE_TOTP", system.totp("finance")),
            ("READER", &reader),
        ];
        walk(system, "offices.mjs", "offices", &environment);
    });
}

#[test]
fn a_candidate_pays_on_the_phone_itself() {
    journey(|system| {
        let (newcomer, candidate) = (&system.demo.walk_through[0], &system.demo.walk_through[4]);
        walk(
            system,
            "payment.mjs",
            "payment",
            &[
                ("NEWCOMER_SERIAL", &newcomer.serial),
                ("NEWCOMER_NAME", &newcomer.name),
                ("NEWCOMER_VALID_UNTIL", &newcomer.valid_until),
                ("CANDIDATE_SERIAL", &candidate.serial),
                ("CANDIDATE_LOGIN_PASSWORD", candidate.login_password.as_ref().unwrap()),
            ],
        );
    });
}

#[test]
fn two_people_reconcile_a_statement() {
    journey(|system| {
        // Money of another amount came for somebody's exam fee, and the provider confirms it.
        let payer = system.chooser();
        let order = json!({ "item": "exam", "provider": "alipay" });
        let wrong = payer.call("POST", "/api/payment/orders").key(&key()).json(&order).send().expect(201);
        system.trick(&wrong["order_no"], "other-amount");
        system.tick();
        let name = text(&payer.get("/api/account/session").expect(200)["candidate"]["name"]).to_owned();
        let order = json!({ "item": "registration", "provider": "wechat" });
        let made = system.by_facts(0).call("POST", "/api/payment/orders").key(&key()).json(&order).send().expect(201);
        let number = text(&made["order_no"]);
        system.pay(&json!(number), 0);
        system.set_now("2027-06-26T10:30:00+08:00");
        walk(
            system,
            "reconciliation.mjs",
            "reconciliation",
            &[
                ("PROPOSER", "province"),
                ("PROPOSER_PASSWORD", STAFF_PASSWORD),
                ("CONFIRMER", "finance"),
                ("CONFIRMER_PASSWORD", STAFF_PASSWORD),
                ("PROPOSER_TOTP", system.totp("province")),
                ("CONFIRMER_TOTP", system.totp("finance")),
                ("STATEMENT_DATE", "2027-06-25"),
                ("ORDER_NO", &number),
                ("ALARM_NAME", &name),
            ],
        );
    });
}

#[test]
fn two_people_give_two_counties_more_time_and_a_candidate_sees_it() {
    journey(|system| {
        let candidate = &system.demo.walk_through[4];
        walk(
            system,
            "calendar.mjs",
            "calendar",
            &[
                ("PROPOSER", "province"),
                ("PROPOSER_PASSWORD", STAFF_PASSWORD),
                ("CONFIRMER", "deputy"),
                ("CONFIRMER_PASSWORD", STAFF_PASSWORD),
                ("PROPOSER_TOTP", system.totp("province")),
                ("CONFIRMER_TOTP", system.totp("deputy")),
                ("CANDIDATE_SERIAL", &candidate.serial),
                ("CANDIDATE_LOGIN_PASSWORD", candidate.login_password.as_ref().unwrap()),
                ("SCORES", &corrected(system).other),
            ],
        );
    });
}

/// A walk through a system of its own, whose journal must rebuild to the same afterwards. A browser beside two hundred other
/// tests now and then waits longer than any journey does: one that failed is walked once more, and the output says so.
fn journey(walks: impl Fn(&System)) {
    let once = || {
        let system = System::start();
        walks(&system);
        system
    };
    let first = catch_unwind(AssertUnwindSafe(once));
    let system = first.unwrap_or_else(|_| {
        eprintln!("the journey above failed; once more, on a new system");
        once()
    });
    system.stop_and_check();
}

fn walk(system: &System, script: &str, name: &str, environment: &[(&str, &str)]) {
    walk_at([&system.url, &system.sandbox], script, name, environment);
}

/// At the addresses of an application and of its sandbox.
fn walk_at([url, sandbox]: [&str; 2], script: &str, name: &str, environment: &[(&str, &str)]) {
    let pages = root().join("static");
    assert!(pages.join("node_modules/playwright-core").exists(), "run `npm --prefix static ci` first");
    let pictures = root().join("target/screenshots").join(name);
    let _ = fs::remove_dir_all(&pictures);
    let output = Command::new("node")
        .arg(Path::new("e2e").join(script))
        .current_dir(&pages)
        .env("CHROMIUM", chromium())
        .env("ZHAOKAO_URL", url)
        .env("ZHAOKAO_SANDBOX", sandbox)
        .env("JOURNEY_SCREENSHOTS", &pictures)
        .envs(environment.iter().copied())
        .output()
        .expect("node is not there: Node 20 or newer is needed");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed; pictures: {}\n{said}\n{complained}", pictures.display());
    assert!(said.lines().last().is_some_and(|line| line.contains("\"passed\":true")), "{said}");
}

fn chromium() -> PathBuf {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || {
        let mut files = std::env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
        files.find(|file| file.exists())
    };
    named.or_else(on_path).expect("the browser tests need Chromium: install it, or set CHROMIUM to its path")
}
