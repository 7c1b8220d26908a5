//! Prints a module as the templates render it now:
//!
//! ```sh
//! cargo run --example preview -- persistent             # one callable of each shape
//! cargo run --example preview -- per-call signatures    # another case of tests/cases
//! cargo run --example preview -- persistent twins        # classes of twins
//! ```

#[path = "../tests/cases/mod.rs"]
mod cases;

use std::{env, error::Error};

use mochi_asyncbridge::Mode;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let mode: Mode = args.next().unwrap_or_default().parse()?;
    let name = args.next().unwrap_or_else(|| "shapes".to_owned());
    let cases = cases::of_mode(mode);
    let Some(case) = cases.iter().find(|case| case.name == name) else {
        let names: Vec<&str> = cases.iter().map(|case| case.name).collect();
        return Err(format!("no case `{name}`, but {}", names.join(", ")).into());
    };
    print!("{}", case.alone.as_ref().unwrap_or(&case.text));
    Ok(())
}
