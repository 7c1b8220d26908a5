//! How does GitHub show a message at a line of a file?

use std::path::Path;

/// A line from which GitHub Actions makes an annotation.
pub fn annotation(path: &Path, line: usize, title: &str, message: &str) -> String {
    let path = path.to_string_lossy();
    format!(
        "::error file={},line={line},title={}::{}",
        property(&path),
        property(title),
        data(message)
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::annotation;

    #[test]
    fn nothing_in_a_message_ends_it() {
        let line = annotation(Path::new("a,b.py"), 3, "x: y", "100 %\n::error::z");
        assert_eq!(
            line,
            "::error file=a%2Cb.py,line=3,title=x%3A y::100 %25%0A::error::z"
        );
    }
}
