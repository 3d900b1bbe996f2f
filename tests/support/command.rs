//! The command beside the running application, on its data.

use super::{System, province, root, secrets};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

impl System {
    /// `zhaokao import`, in the name of the member of staff of an organisation.
    pub(crate) fn import(&self, what: &[&str], csv: &str, organisation: &str) -> Output {
        let [file, variables] =
            [format!("{}.csv", what[0]), "variables.toml".to_owned()].map(|name| self.state.path().join(name));
        fs::write(&file, csv).unwrap();
        fs::write(&variables, demo::to_toml(&secrets().application(&self.url, &self.sandbox))).unwrap();
        let mut common = vec!["--as", self.username(organisation)];
        if what[0] == "statement" {
            common.extend(["--variables-file", variables.to_str().unwrap()]);
        }
        self.zhaokao(&[&["import"], what, &common].concat(), &file)
    }

    /// The command beside the running application, `file` being its last argument.
    pub(super) fn zhaokao(&self, arguments: &[&str], file: &Path) -> Output {
        let mut command = Command::new(root().join("target/release/zhaokao"));
        command.args(arguments).arg(file).arg("--state-dir").arg(&self.data);
        command.output().unwrap()
    }

    /// `zhaokao staff`, on the application's data.
    pub(crate) fn staff_command(&self, arguments: &[&str]) -> Output {
        let file = self.state.path().join("variables.toml");
        fs::write(&file, demo::to_toml(&secrets().application(&self.url, &self.sandbox))).unwrap();
        self.zhaokao(&[&["staff"], arguments, &["--variables-file"]].concat(), &file)
    }

    /// A folder of the demo's, each file as `change` gives it.
    pub(crate) fn demo_folder(&self, name: &str, change: impl Fn(&str, String) -> String) -> PathBuf {
        let folder = self.state.path().join(name);
        let folders = demo::folders(&province::options(province::CANDIDATES)).unwrap();
        let (_, files) = folders.iter().find(|(known, _)| *known == name).unwrap();
        for (file, bytes) in files.iter() {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match std::str::from_utf8(bytes) {
                Ok(text) => fs::write(path, change(file, text.to_owned())).unwrap(),
                Err(_) => fs::write(path, bytes).unwrap(),
            }
        }
        folder
    }

    /// `zhaokao exam`, on the application's data; what it said.
    pub(crate) fn exam_command(&self, arguments: &[&str]) -> String {
        self.command("exam", arguments)
    }

    /// A folder is proposed by one of the province and put in force by another.
    pub(crate) fn put_in_force(&self, folder: &Path) {
        let said = self.exam_command(&["load", folder.to_str().unwrap(), "--as", "province"]);
        let revision = said.split("版本 ").nth(1).unwrap().split(' ').next().unwrap();
        self.exam_command(&["publish", revision, "--as", "deputy"]);
    }

    /// A file of the demo's year as `change` gives it, put in force by two people; what `load` said of it.
    pub(crate) fn change_year(&self, file: &str, change: impl Fn(String) -> String) -> String {
        let folder = self.demo_folder("gaokao-2027", |name, text| if name == file { change(text) } else { text });
        let said = self.exam_command(&["load", folder.to_str().unwrap(), "--as", "province", "--reason", "测试"]);
        let number = said.split_once("版本 ").unwrap().1.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        self.exam_command(&["publish", number, "--as", "deputy"]);
        said
    }

    /// Roles as `change` gives them, put in force by two people; what `load` said of them.
    pub(crate) fn change_roles(&self, change: impl Fn(String) -> String) -> String {
        let [old, new] = ["roles.csv", "changed.csv"].map(|name| self.state.path().join(name));
        // An export replaces nothing.
        let _ = fs::remove_file(&old);
        self.command("role", &["export", old.to_str().unwrap()]);
        fs::write(&new, change(fs::read_to_string(&old).unwrap())).unwrap();
        let said = self.command("role", &["load", new.to_str().unwrap(), "--as", "province", "--reason", "测试"]);
        let number = said.split_once("角色变更 ").unwrap().1.split(' ').next().unwrap();
        self.command("role", &["publish", number, "--as", "deputy"]);
        said
    }

    /// Another command of `zhaokao`, likewise.
    pub(crate) fn command(&self, name: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(root().join("target/release/zhaokao"));
        let output = command.arg(name).args(arguments).arg("--state-dir").arg(&self.data).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?} {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }
}
