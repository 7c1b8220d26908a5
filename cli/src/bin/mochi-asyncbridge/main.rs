//! The command `mochi-asyncbridge`.

mod args;
mod comparison;
mod descriptors;
mod escape;
mod excerpt;
mod failure;
mod fetch;
mod generated_from;
mod locate;
mod mirror;
mod output;
mod progress;
mod render;
mod requirements;
mod skips;
mod surface;
mod sync;
mod table;
mod write;

use std::{env, process::ExitCode};

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use failure::Failure;
use output::Outcome;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(arguments()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Stale) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(3),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(failure) => {
            failure.show();
            ExitCode::from(2)
        }
    }
}

/// The arguments. What is wrong with them is said with their text, so with a harmless one.
fn arguments() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        let harmless = env::args_os().map(escape::shown_path);
        match Args::try_parse_from(harmless) {
            Err(error) => error.exit(),
            Ok(_) => error.exit(),
        }
    })
}

fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Render(args) => render::render(&args),
        Command::Sync(args) => sync::sync(&args),
        Command::Init(args) => sync::init(&args),
        Command::Runtime(args) => render::runtime(&args),
        Command::Surface(args) => surface::surface(&args),
        Command::Dump { file } => surface::dump(&file),
        Command::Completions { shell } => {
            let mut command = Args::command();
            let name = command.get_name().to_owned();
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut command, name, &mut text);
            output::print(&String::from_utf8_lossy(&text))
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut text)?;
            for command in Args::command()
                .get_subcommands()
                .filter(|command| !command.is_hide_set())
            {
                let name = format!("mochi-asyncbridge-{}", command.get_name());
                clap_mangen::Man::new(command.clone().name(name)).render(&mut text)?;
            }
            output::print(&String::from_utf8_lossy(&text))
        }
    }
}
