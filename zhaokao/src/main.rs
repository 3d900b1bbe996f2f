//! The `zhaokao` command.

mod commands;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 招考: runs the application described by a spin.toml, and looks after its data.
#[derive(Parser)]
#[command(name = "zhaokao", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One variant and one file in `commands/` per subcommand.
#[derive(clap::Subcommand)]
enum Command {
    Up(Box<commands::up::Up>),
    Migrate(commands::migrate::Migrate),
    Demo(Box<commands::demo::Demo>),
    Exam(commands::exam::Exam),
    Import(commands::import::Import),
    Backup(commands::backup::Backup),
    Qualifications(commands::qualifications::Qualifications),
    Rebuild(commands::rebuild::Rebuild),
    Role(commands::role::Role),
    Secrets(commands::secrets::Secrets),
    Staff(commands::staff::Staff),
    Code(commands::staff::Code),
    Verify(commands::verify::Verify),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Up(command) => command.run(),
        Command::Migrate(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Exam(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Qualifications(command) => command.run(),
        Command::Rebuild(command) => command.run(),
        Command::Role(command) => command.run(),
        Command::Secrets(command) => command.run(),
        Command::Staff(command) => command.run(),
        Command::Code(command) => command.run(),
        Command::Verify(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
