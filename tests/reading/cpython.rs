use mochi_asyncbridge::Module;

pub fn check(_: &[(Module, String)]) -> Vec<String> {
    Vec::new()
}
