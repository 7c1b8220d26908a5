//! The command `mochi-asyncbridge`.

mod args;
mod excerpt;
mod fetch;
mod locate;
mod output;
mod render;
mod surface;
mod table;

use std::process::ExitCode;

use anstream::eprintln;
use args::{Args, Command};
use clap::{CommandFactory, Parser};
use output::Outcome;

/// What a command can fail with, already in words.
type Failure = Box<dyn std::error::Error>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Stale) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("{}error:{:#} {failure}", output::BAD, output::BAD);
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Render(args) => render::render(&args),
        Command::Runtime(args) => render::runtime(&args),
        Command::Surface(args) => surface::surface(&args),
        Command::Dump { file } => surface::dump(&file),
        Command::Completions { shell } => {
            let mut command = Args::command();
            let name = command.get_name().to_owned();
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut command, name, &mut text);
            output::print(&text)
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
            output::print(&text)
        }
    }
}
