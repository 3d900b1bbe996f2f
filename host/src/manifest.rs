//! `spin.toml`, manifest version 2.
//!
//! The host reads what it supports and refuses the rest with the file, the line, and what to
//! do about it. Paths in the manifest are relative to the manifest's directory.

mod section;

pub use section::Located;
use section::{Section, Source};

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A whole application.
#[derive(Debug)]
pub struct Manifest {
    /// The application's name.
    pub name: String,
    /// What every route starts with; `/` unless `[application.trigger.http] base` says otherwise.
    pub base: String,
    /// The application's variables.
    pub variables: Vec<Variable>,
    /// The HTTP routes, in the order of the file.
    pub routes: Vec<Route>,
    /// The components that a route names, by identifier.
    pub components: Vec<Component>,
    /// The manifest's file name, for messages.
    pub file: String,
    /// The directory which the manifest's paths are relative to.
    pub directory: PathBuf,
}

/// An entry of `[variables]`.
#[derive(Debug)]
pub struct Variable {
    /// Its name, and the line it is declared on.
    pub name: Located<String>,
    /// Its value when nobody gives one; without a default the variable is required.
    pub default: Option<String>,
}

/// An entry of `[[trigger.http]]`.
#[derive(Debug)]
pub struct Route {
    /// The pattern: exact, `:name` segments, a trailing `/...`.
    pub pattern: Located<String>,
    /// The component that answers.
    pub component: Located<String>,
}

/// A `[component.x]`.
#[derive(Debug)]
pub struct Component {
    /// The identifier.
    pub id: Located<String>,
    /// The compiled component.
    pub source: Located<PathBuf>,
    /// Files that the component may read.
    pub files: Vec<Located<Mount>>,
    /// Environment variables.
    pub environment: Vec<(String, Located<String>)>,
    /// The component's variables: name and template.
    pub variables: Vec<(String, Located<String>)>,
    /// The key-value stores it may open.
    pub key_value_stores: Vec<String>,
    /// The databases it may open.
    pub sqlite_databases: Vec<String>,
    /// Where it may send requests; templates are not yet filled in.
    pub allowed_outbound_hosts: Vec<Located<String>>,
    /// What it says of its limits, in `[component.x.tool.zhaokao]`.
    pub limits: OwnLimits,
}

/// Limits of a component, if it says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnLimits {
    /// The largest request body that it reads, in bytes.
    pub body: Option<u64>,
    /// How many requests one of its instances takes at once.
    pub concurrent: Option<usize>,
    /// How many requests it answers or has in its line.
    pub line: Option<usize>,
    /// How many seconds a request may stand in its line.
    pub patience: Option<usize>,
}

/// An entry of a component's `files`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// A glob pattern; matching files keep their path.
    Pattern(String),
    /// A file or a directory, placed at an absolute path of the guest.
    Placed {
        /// Where it is, as written in the manifest.
        source: PathBuf,
        /// Where the guest sees it.
        destination: String,
    },
}

impl Manifest {
    /// Reads and checks a manifest.
    pub fn load(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read the manifest {}", path.display()))?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Self::parse(&text, file, directory)
    }

    fn parse(text: &str, file: String, directory: PathBuf) -> Result<Self> {
        let source = Source { file: &file, text };
        let document = DeTable::parse(text)
            .map_err(|error| source.error(error.span().map_or(0, |span| span.start), error.message()))?;
        let mut root = Section::new(&source, "the manifest", document.get_ref(), 0);
        check_version(&mut root)?;
        let (name, base) = application(&mut root)?;
        let variables = variables(&mut root)?;
        let routes = routes(&mut root)?;
        let components = components(&mut root)?;
        root.finish()?;
        let manifest = Self { name, base, variables, routes, components, file: file.clone(), directory };
        manifest.check_references()?;
        Ok(manifest)
    }

    /// An error that names a line of this manifest.
    pub fn error(&self, line: usize, message: impl std::fmt::Display) -> anyhow::Error {
        anyhow::anyhow!("{}:{line}: {message}", self.file)
    }

    fn check_references(&self) -> Result<()> {
        if self.routes.is_empty() {
            return Err(self.error(1, "no [[trigger.http]]: add a route to a component"));
        }
        for route in &self.routes {
            let Located { value, line } = &route.component;
            if !self.components.iter().any(|component| component.id.value == *value) {
                return Err(self.error(*line, format!("no [component.{value}]; add it or correct the name")));
            }
        }
        Ok(())
    }
}

fn check_version(root: &mut Section<'_>) -> Result<()> {
    let Some(version) = root.value("spin_manifest_version") else {
        return Err(root.error("add `spin_manifest_version = 2` at the top"));
    };
    match version.get_ref().as_integer() {
        Some(number) if number.as_str() == "2" => Ok(()),
        _ => Err(root.wrong("spin_manifest_version", version, "only version 2 is supported")),
    }
}

fn application(root: &mut Section<'_>) -> Result<(String, String)> {
    let Some(mut application) = root.section("application")? else {
        return Err(root.error("add an [application] table with a name"));
    };
    let name = application.required_string("name")?.value;
    application.ignore(&["version", "description", "authors"]);
    let mut base = String::from("/");
    if let Some(mut trigger) = application.section("trigger")? {
        if let Some(mut http) = trigger.section("http")? {
            base = http.string("base")?.map_or(base, |found| found.value);
            http.finish()?;
        }
        trigger.refuse("redis", "only the http trigger is supported; remove it")?;
        trigger.finish()?;
    }
    application.finish()?;
    Ok((name, base))
}

fn variables(root: &mut Section<'_>) -> Result<Vec<Variable>> {
    let Some(section) = root.section("variables")? else {
        return Ok(Vec::new());
    };
    let mut variables = Vec::new();
    for (name, value) in section.entries() {
        let mut entry = section.as_section(format!("variable `{}`", name.value), &name.value, value)?;
        if !crate::variables::is_name(&name.value) {
            return Err(entry.error(format!(
                "variable `{}`: a name is lower-case letters, digits and `_`, starting with a letter",
                name.value
            )));
        }
        let default = entry.string("default")?.map(|found| found.value);
        let required = entry.boolean("required")?;
        entry.ignore(&["secret", "description"]);
        if required == default.is_some() {
            return Err(
                entry.error(format!("variable `{}`: write either `required = true` or `default = \"…\"`", name.value))
            );
        }
        entry.finish()?;
        variables.push(Variable { name, default });
    }
    Ok(variables)
}

fn routes(root: &mut Section<'_>) -> Result<Vec<Route>> {
    let Some(mut trigger) = root.section("trigger")? else {
        return Ok(Vec::new());
    };
    let entries = trigger.list("http")?;
    trigger.refuse("redis", "only the http trigger is supported; remove it")?;
    let routes = entries.into_iter().map(|entry| route(&trigger, entry)).collect::<Result<_>>()?;
    trigger.finish()?;
    Ok(routes)
}

fn route<'a>(trigger: &Section<'a>, entry: &'a Spanned<DeValue<'a>>) -> Result<Route> {
    let mut section = trigger.as_section("[[trigger.http]]".into(), "http", entry)?;
    let Some(value) = section.value("route") else {
        return Err(section.error("[[trigger.http]] needs `route = \"/…\"`"));
    };
    if value.get_ref().is_table() {
        let why = "private endpoints are not supported; give the component a public route or remove it";
        return Err(section.wrong("route", value, why));
    }
    let pattern = section.located_string("route", value)?;
    let Some(value) = section.value("component") else {
        return Err(section.error("[[trigger.http]] needs `component = \"…\"`"));
    };
    if value.get_ref().is_table() {
        let why = "inline components are not supported; write a [component.x] table and its name here";
        return Err(section.wrong("component", value, why));
    }
    let component = section.located_string("component", value)?;
    if let Some(mut executor) = section.section("executor")? {
        let kind = executor.required_string("type")?;
        if !matches!(kind.value.as_str(), "http" | "spin") {
            return Err(executor.error(format!("executor `{}` is not supported; remove it", kind.value)));
        }
        executor.finish()?;
    }
    section.ignore(&["id"]);
    section.refuse("static_response", "not supported; let a component answer")?;
    section.finish()?;
    Ok(Route { pattern, component })
}

fn components(root: &mut Section<'_>) -> Result<Vec<Component>> {
    let Some(section) = root.section("component")? else {
        return Ok(Vec::new());
    };
    section
        .entries()
        .into_iter()
        .map(|(id, value)| {
            let entry = section.as_section(format!("[component.{}]", id.value), &id.value, value)?;
            component(id, entry)
        })
        .collect()
}

fn component(id: Located<String>, mut section: Section<'_>) -> Result<Component> {
    let Some(value) = section.value("source") else {
        return Err(section.error(format!("[component.{}] needs `source = \"….wasm\"`", id.value)));
    };
    if value.get_ref().is_table() {
        let why = "only a file is supported; download the component and write its path";
        return Err(section.wrong("source", value, why));
    }
    let source = section.located_string("source", value)?;
    let files = section.list("files")?;
    let files = files.into_iter().map(|item| mount(&section, item)).collect::<Result<_>>()?;
    let limits = own_limits(&mut section)?;
    let component = Component {
        source: Located { value: source.value.into(), line: source.line },
        files,
        environment: section.string_map("environment")?,
        variables: section.string_map("variables")?,
        key_value_stores: only_default(&mut section, "key_value_stores")?,
        sqlite_databases: only_default(&mut section, "sqlite_databases")?,
        allowed_outbound_hosts: section.strings("allowed_outbound_hosts")?,
        limits,
        id,
    };
    section.ignore(&["description", "build"]);
    section.refuse("exclude_files", "not supported; narrow the patterns in `files`")?;
    section.refuse("ai_models", "not supported; remove it")?;
    section.refuse("dependencies", "not supported; compose the component when you build it")?;
    section.refuse("allowed_http_hosts", "write `allowed_outbound_hosts = [\"https://…\"]` instead")?;
    section.finish()?;
    Ok(component)
}

/// What Spin leaves to tools: `tool.NAME`, of which `zhaokao` is this host's.
fn own_limits(section: &mut Section<'_>) -> Result<OwnLimits> {
    let Some(mut tools) = section.section("tool")? else { return Ok(OwnLimits::default()) };
    let Some(mut own) = tools.section("zhaokao")? else { return Ok(OwnLimits::default()) };
    let (line, patience) = (own.count("line")?, own.count("patience")?);
    let limits = OwnLimits { body: own.size("body")?, concurrent: own.count("concurrent")?, line, patience };
    own.finish()?;
    Ok(limits)
}

/// Stores and databases: Spin, too, knows only `default` without a runtime configuration.
fn only_default(section: &mut Section<'_>, key: &'static str) -> Result<Vec<String>> {
    let names = section.strings(key)?;
    if let Some(other) = names.iter().find(|name| name.value != "default") {
        let found = section.value(key).map_or_else(
            || section.error("only `default` is supported"),
            |found| section.wrong(key, found, format!("`{}` is not supported, only \"default\" is", other.value)),
        );
        return Err(found);
    }
    Ok(names.into_iter().map(|name| name.value).collect())
}

fn mount<'a>(section: &Section<'a>, item: &'a Spanned<DeValue<'a>>) -> Result<Located<Mount>> {
    if item.get_ref().is_str() {
        let pattern = section.located_string("files", item)?;
        return Ok(Located { value: Mount::Pattern(pattern.value), line: pattern.line });
    }
    let mut entry = section.as_section("`files`".into(), "files", item)?;
    let source = entry.required_string("source")?.value.into();
    let destination = entry.required_string("destination")?;
    if !destination.value.starts_with('/') {
        return Err(entry.error("`destination` must be an absolute path, such as \"/\""));
    }
    let line = entry.line();
    entry.finish()?;
    Ok(Located { value: Mount::Placed { source, destination: destination.value }, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Manifest> {
        Manifest::parse(text, "spin.toml".into(), ".".into())
    }

    const SMALL: &str = r#"spin_manifest_version = 2
[application]
name = "small"
[[trigger.http]]
route = "/a/..."
component = "a"
[component.a]
source = "a.wasm"
"#;

    #[test]
    fn a_small_manifest_is_read() {
        let manifest = parse(SMALL).unwrap();
        assert_eq!(manifest.routes[0].pattern, Located { value: "/a/...".into(), line: 5 });
        assert_eq!(manifest.components[0].source.line, 8);
        assert_eq!(manifest.base, "/");
    }

    #[test]
    fn a_component_says_how_large_a_body_it_reads_how_many_requests_an_instance_takes_and_how_long_its_line_is() {
        let limits = |addition: &str| {
            let manifest = parse(&format!("{SMALL}{addition}")).unwrap();
            let OwnLimits { body, concurrent, line, patience } = manifest.components[0].limits;
            (body, concurrent, line, patience)
        };
        assert_eq!(limits("[component.a.tool.zhaokao]\nbody = 8_388_608\n"), (Some(8 << 20), None, None, None));
        assert_eq!(limits("[component.a.tool.zhaokao]\nconcurrent = 2\n"), (None, Some(2), None, None));
        let line = "[component.a.tool.zhaokao]\nline = 7_000\npatience = 600\n";
        assert_eq!(limits(line), (None, None, Some(7000), Some(600)));
        assert_eq!(limits("[component.a.tool.other]\nanything = 1\n"), (None, None, None, None));
    }

    #[test]
    fn what_is_not_supported_is_refused_with_its_line() {
        let cases = [
            ("wasi = 1\n", "spin.toml:9: `wasi` in [component.a] is not supported"),
            ("ai_models = [\"llama\"]\n", "spin.toml:9: `ai_models`"),
            ("sqlite_databases = [\"other\"]\n", "spin.toml:9: `sqlite_databases`"),
            ("files = [{ source = \"x\" }]\n", "spin.toml:9: `files` needs `destination"),
            ("files = [{ source = \"x\", destination = \"y\" }]\n", "spin.toml:9: `destination` must"),
            ("[variables]\nx = { required = true, default = \"1\" }\n", "spin.toml:10: variable `x`"),
            ("[variables]\nBad-Name = { default = \"1\" }\n", "spin.toml:10: variable `Bad-Name`"),
            ("[[trigger.redis]]\nchannel = \"c\"\n", "spin.toml:9: `redis`"),
            ("[[trigger.http]]\nroute = { private = true }\ncomponent = \"a\"\n", "spin.toml:10: `route`"),
            ("[[trigger.http]]\nroute = \"/b\"\ncomponent = \"b\"\n", "spin.toml:11: no [component.b]"),
            ("[component.b]\nsource = { url = \"https://x\", digest = \"y\" }\n", "spin.toml:10: `source`"),
            ("tool.zhaokao.body = -1\n", "spin.toml:9: `body`"),
            ("tool.zhaokao.concurrent = 0\n", "spin.toml:9: `concurrent`"),
            ("tool.zhaokao.concurrent = \"2\"\n", "spin.toml:9: `concurrent`"),
            ("tool.zhaokao.patience = \"10 min\"\n", "spin.toml:9: `patience`"),
            ("tool.zhaokao.size = 1\n", "spin.toml:9: `size`"),
            ("oops = \n", "spin.toml:9: "),
        ];
        for (addition, expected) in cases {
            let error = parse(&format!("{SMALL}{addition}")).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{addition:?} gave {error:?}, expected {expected:?}");
        }
    }
}
