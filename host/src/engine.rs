//! wasmtime: one engine per host, its pool of instances, and compiled components on disk.

use crate::options::Limits;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// How often a computation is interrupted, so that others on the same thread get their turn.
const TURN: Duration = Duration::from_millis(3);

/// Memory that a slot keeps when its instance ends: enough to start the next one without
/// page faults, small enough that idle slots do not add up.
const KEPT_PER_SLOT: usize = 256 * 1024;

/// Makes an engine and starts its interrupts.
pub(crate) fn start(limits: &Limits) -> Result<Engine> {
    let engine = Engine::new(&config(limits))?;
    let weak = engine.weak();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TURN);
            match weak.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    });
    Ok(engine)
}

fn config(limits: &Limits) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    let instances = limits.instances;
    pool.total_component_instances(instances)
        // One core instance for the code, and a few for the adapters around it.
        .total_core_instances(instances * 4)
        .total_memories(instances)
        .total_tables(instances * 4)
        .total_stacks(instances * 2)
        .max_memories_per_component(1)
        .max_memory_size(limits.memory)
        .max_component_instance_size(4 << 20)
        .max_unused_warm_slots(32)
        .linear_memory_keep_resident(KEPT_PER_SLOT)
        .table_keep_resident(16 * 1024)
        .decommit_batch_size(1);
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

/// Loads a component, compiling it unless the cache has it.
pub(crate) fn load(engine: &Engine, source: &Path, cache: &Path) -> Result<Component> {
    let wasm = std::fs::read(source)
        .with_context(|| format!("cannot read the component {}; build it first", source.display()))?;
    let compiled = cache.join(format!("{}.cwasm", key(engine, &wasm)));
    if compiled.exists()
        && let Ok(component) = load_compiled(engine, &compiled)
    {
        return Ok(component);
    }
    let bytes = engine
        .precompile_component(&wasm)
        .map_err(anyhow::Error::from)
        .with_context(|| format!("{} is not a component that can be compiled", source.display()))?;
    write_whole(&compiled, &bytes)?;
    Ok(load_compiled(engine, &compiled)?)
}

/// The content, the version of wasmtime, and every setting that the code depends on.
fn key(engine: &Engine, wasm: &[u8]) -> String {
    let content: String = Sha256::digest(wasm).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    format!("{content}-{:016x}", settings.finish())
}

/// Written beside and renamed, so that a host that starts at the same time never reads half.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let write = || {
        std::fs::create_dir_all(directory)?;
        let unique = format!("{}.{:?}.part", std::process::id(), std::thread::current().id());
        let part = path.with_extension(unique);
        std::fs::write(&part, bytes)?;
        std::fs::rename(&part, path)
    };
    write().with_context(|| format!("cannot write the compiled component {}", path.display()))
}

#[allow(unsafe_code, reason = "the only way to load compiled code")]
fn load_compiled(engine: &Engine, path: &Path) -> wasmtime::Result<Component> {
    // SAFETY: the file was written whole by `write_whole` into the host's own state directory,
    // whose writer could replace this program's database as well; wasmtime checks its own
    // version and settings before it uses the code.
    unsafe { Component::deserialize_file(engine, path) }
}
