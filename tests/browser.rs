//! The pages in a real browser: static/e2e against a system of their own. Pictures of every step are in
//! target/screenshots.

use crate::support::{STAFF_PASSWORD, System, root};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

#[test]
fn a_candidate_clicks_from_the_first_sign_in_to_the_saved_form() {
    let system = System::start();
    let newcomer = &system.demo.walk_through[0];
    walk(
        &system,
        "journey.mjs",
        "registration",
        &[
            ("JOURNEY_PARTS", "registration"),
            ("JOURNEY_SERIAL", &newcomer.serial),
            ("JOURNEY_NAME", &newcomer.name),
            ("JOURNEY_VALID_UNTIL", &newcomer.valid_until),
        ],
    );
    system.stop_and_check();
}

#[test]
fn a_candidate_clicks_from_the_score_to_the_receipt() {
    let system = System::start();
    let chooser = &system.demo.walk_through[4];
    walk(
        &system,
        "journey.mjs",
        "volunteer",
        &[
            ("JOURNEY_PARTS", "volunteer"),
            ("JOURNEY_SERIAL", &chooser.serial),
            ("JOURNEY_LOGIN_PASSWORD", chooser.login_password.as_ref().unwrap()),
            ("JOURNEY_SAVE_PASSWORD", chooser.save_password.as_ref().unwrap()),
        ],
    );
    system.stop_and_check();
}

#[test]
fn the_journey_fits_a_small_phone_too() {
    let system = System::start();
    let chooser = &system.demo.walk_through[4];
    walk(
        &system,
        "journey.mjs",
        "volunteer-360",
        &[
            ("JOURNEY_PARTS", "volunteer"),
            ("JOURNEY_WIDTH", "360"),
            ("JOURNEY_SERIAL", &chooser.serial),
            ("JOURNEY_LOGIN_PASSWORD", chooser.login_password.as_ref().unwrap()),
            ("JOURNEY_SAVE_PASSWORD", chooser.save_password.as_ref().unwrap()),
        ],
    );
}

#[test]
fn the_province_looks_through_its_console() {
    let system = System::start();
    let admin = [("ADMIN_USERNAME", "province"), ("ADMIN_PASSWORD", STAFF_PASSWORD)];
    walk(&system, "admin.mjs", "admin", &admin);
}

fn walk(system: &System, script: &str, name: &str, environment: &[(&str, &str)]) {
    let pages = root().join("static");
    assert!(pages.join("node_modules/playwright-core").exists(), "run `npm --prefix static ci` first");
    let pictures = root().join("target/screenshots").join(name);
    let output = Command::new("node")
        .arg(Path::new("e2e").join(script))
        .current_dir(&pages)
        .env("CHROMIUM", chromium())
        .env("ZHAOKAO_URL", &system.url)
        .env("ZHAOKAO_SANDBOX", &system.sandbox)
        .env("JOURNEY_SCREENSHOTS", &pictures)
        .env("ADMIN_SCREENSHOTS", &pictures)
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
