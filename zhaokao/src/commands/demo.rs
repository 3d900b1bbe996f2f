//! `zhaokao demo`

use super::exam::place;
use super::progress::Progress;
use super::{plain, variables};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use demo::{Options, Summary};
use domain::Timestamp;
use std::path::PathBuf;
use std::time::Instant;
use store::db::Db;
use store::seal::Keys;

/// Load the demo province into an empty database, and tell whom to sign in as.
///
/// Registration and volunteer filling are both open at that time and for a month after it.
/// Passwords that are not given are random; they are told at the end.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Demo {
    #[command(subcommand)]
    what: Option<What>,
    /// The directory that holds the databases.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// The directory of NNNN_name.sql files, to create the database with.
    #[arg(long, default_value = "shared/migrations", value_name = "DIR")]
    migrations: PathBuf,
    /// A TOML file with seal_keys and hash_key [default: SPIN_VARIABLE_SEAL_KEYS, SPIN_VARIABLE_HASH_KEY].
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
    /// How many candidates; the real province has about 730000.
    #[arg(long, default_value_t = 2_000, value_name = "COUNT")]
    candidates: usize,
    /// The same seed gives the same province.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// The present of the province, such as 2027-06-26T10:00:00+08:00 [default: this moment].
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
    /// Password of all staff.
    #[arg(long, value_name = "PASSWORD")]
    staff_password: Option<String>,
    /// 登录密码 of all candidates who have one.
    #[arg(long, value_name = "PASSWORD")]
    login_password: Option<String>,
    /// 信息保存密码 of all candidates who have one.
    #[arg(long, value_name = "PASSWORD")]
    save_password: Option<String>,
    /// Write the summary there as JSON, passwords included.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    Folder(Folder),
}

/// Write the demo's exam years as folders: gaokao-2027 and zsb-2027.
#[derive(Args)]
struct Folder {
    /// Where to; made if it is not there, and nothing in it is replaced.
    folder: PathBuf,
    /// For how many candidates there are registration points and segments.
    #[arg(long, default_value_t = 2_000, value_name = "COUNT")]
    candidates: usize,
    /// The same seed gives the same plans.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// The present of the province, such as 2027-06-26T10:00:00+08:00 [default: this moment].
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
}

impl Folder {
    fn run(self) -> Result<()> {
        let (seed, candidates, now) = (self.seed, self.candidates, instant(self.now));
        let nobody = String::new;
        let [staff_password, login_password, save_password] = [nobody(), nobody(), nobody()];
        let options = Options { seed, candidates, now, staff_password, login_password, save_password };
        for (name, files) in demo::folders(&options).map_err(plain)? {
            let folder = self.folder.join(name);
            place::write(&folder, &files)?;
            println!("{}", folder.display());
        }
        Ok(())
    }
}

fn instant(given: Option<DateTime<Utc>>) -> Timestamp {
    Timestamp(given.map_or_else(|| host::machine_now().as_millis() as i64, |now| now.timestamp_millis()))
}

impl Demo {
    pub(crate) fn run(self) -> Result<()> {
        if let Some(What::Folder(folder)) = self.what {
            return folder.run();
        }
        let started = Instant::now();
        let summary = self.load()?;
        if let Some(file) = &self.summary {
            let text = serde_json::to_string_pretty(&summary)?;
            std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        println!("{summary}");
        println!("loaded in {:.1} s", started.elapsed().as_secs_f64());
        Ok(())
    }

    fn load(&self) -> Result<Summary> {
        let keys = self.keys()?;
        let database = self.state_dir.join("sqlite_db.db");
        host::migrations::apply(&database, &self.migrations)?;
        let key_value = rusqlite::Connection::open(self.state_dir.join("sqlite_key_value.db"))?;
        let mut db = Db::file(&database).map_err(plain)?;
        let options = Options {
            seed: self.seed,
            candidates: self.candidates,
            now: instant(self.now),
            staff_password: given_or_random(&self.staff_password)?,
            login_password: given_or_random(&self.login_password)?,
            save_password: given_or_random(&self.save_password)?,
        };
        let mut progress = Progress::new("loading");
        let tell = &mut |done, of| progress.at(done, of);
        let summary = demo::load_telling(&mut db, &key_value, &keys, &options, tell).map_err(plain);
        progress.done();
        summary
    }

    fn keys(&self) -> Result<Keys> {
        let values = variables(self.variables_file.as_deref())?;
        Keys::new(&values.get("seal_keys")?, &values.get("hash_key")?).map_err(plain)
    }
}

/// Random ones have letters and digits, and none that look alike.
fn given_or_random(given: &Option<String>) -> Result<String> {
    const LETTERS: &[u8; 16] = b"abcdefghkmnprstu";
    const DIGITS: &[u8; 8] = b"23456789";
    if let Some(password) = given {
        return Ok(password.clone());
    }
    let random = store::seal::random::<12>().map_err(plain)?;
    let character = |(i, byte): (usize, &u8)| {
        let byte = usize::from(*byte);
        char::from(if i % 4 == 3 { DIGITS[byte % DIGITS.len()] } else { LETTERS[byte % LETTERS.len()] })
    };
    Ok(random.iter().enumerate().map(character).collect())
}
