//! The machine, as far as the numbers depend on it, and what was built for it.

use std::fs;
use std::path::Path;

/// Cores and the model of the processor.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores, {}", model.map_or("unknown", |(_, model)| model.trim()))
}

/// Programs that wanted to run in the last minute, on average.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

/// The components and their bytes.
pub(crate) fn components() -> Vec<(String, u64)> {
    let manifest = fs::read_to_string("spin.toml").unwrap_or_default();
    let sources = manifest.lines().filter_map(|line| line.strip_prefix("source = \"")?.strip_suffix('"'));
    let mut sizes: Vec<(String, u64)> = sources
        .filter_map(|source| {
            let name = Path::new(source).file_stem()?.to_string_lossy().replace('_', "-");
            Some((name, fs::metadata(source).ok()?.len()))
        })
        .collect();
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    sizes
}

/// What a candidate's first visit fetches, in brotli: the page, what it names, and the sign-in screen.
pub(crate) fn first_page() -> Option<u64> {
    let dist = Path::new("static/dist");
    let page = fs::read_to_string(dist.join("index.html")).ok()?;
    let named = page.split('"').filter(|text| text.starts_with("/assets/")).map(|text| text[1..].to_owned());
    let mut files: Vec<String> = named.chain(["index.html".to_owned()]).collect();
    for entry in fs::read_dir(dist.join("assets")).ok()?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("SignIn-") && (name.ends_with(".js") || name.ends_with(".css")) {
            files.push(format!("assets/{name}"));
        }
    }
    files.iter().map(|file| fs::metadata(dist.join(format!("{file}.br"))).ok().map(|file| file.len())).sum()
}
