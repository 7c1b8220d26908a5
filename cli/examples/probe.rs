fn main() {
    let mut args = std::env::args().skip(1);
    let root = args.next().unwrap();
    for name in args {
        let options = mochi_asyncbridge_cli::Options { roots: mochi_asyncbridge_cli::Roots(vec![root.clone().into()]), ..Default::default() };
        let s = mochi_asyncbridge_cli::discover(&name, &options).unwrap();
        let mut m = s.module.clone();
        m.mode = mochi_asyncbridge::Mode::Persistent;
        std::fs::write(format!("target/explore/out/{name}_sync.py"), m.render().unwrap_or_else(|e| panic!("{e}"))).unwrap();
        println!("{name}: {:#?}", s.report.counts);
        if std::env::var("FULL").is_ok() { for f in &s.module.fns { println!("{f:?}"); } println!("{}\n{:#?}", s.module.source_import, s.module.type_checking_imports); for s in &s.report.skips { println!("{s}"); } }
    }
}
