//! What Python calls an identifier, and which identifiers it takes for the same.
//!
//! The tables are those of the oldest Python that runs what is rendered. Unicode only ever adds
//! identifiers and never changes the normal form of one, so newer ones agree.

use core::cmp::Ordering;
use std::borrow::Cow;

mod tables;

use tables::{COMBINING_CLASSES, COMPOSITIONS, CONTINUE, DECOMPOSITIONS, START};

/// Whether `text` can be a name in Python: `str.isidentifier`. Keywords are.
///
/// A text that only becomes an identifier by normalisation is none, as in Python.
pub(crate) fn is_identifier(text: &str) -> bool {
    if text.is_ascii() {
        let class = |&b: &u8| ASCII[usize::from(b)];
        let bytes = text.as_bytes();
        return bytes.first().is_some_and(|b| class(b) == START_CLASS)
            && bytes.iter().all(|b| class(b) != OTHER_CLASS);
    }
    let mut chars = text.chars();
    chars.next().is_some_and(is_start) && chars.all(is_continue)
}

/// Whether an identifier can start with `c`.
pub(crate) fn is_start(c: char) -> bool {
    match ASCII.get(c as usize) {
        Some(&class) => class == START_CLASS,
        None => find(&START, c).is_some(),
    }
}

/// Whether an identifier can go on with `c`.
pub(crate) fn is_continue(c: char) -> bool {
    match ASCII.get(c as usize) {
        Some(&class) => class != OTHER_CLASS,
        None => find(&START, c).is_some() || find(&CONTINUE, c).is_some(),
    }
}

const OTHER_CLASS: u8 = 0;
const CONTINUE_CLASS: u8 = 1;
const START_CLASS: u8 = 2;

static ASCII: [u8; 128] = {
    let mut classes = [OTHER_CLASS; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => START_CLASS,
            b'0'..=b'9' => CONTINUE_CLASS,
            _ => OTHER_CLASS,
        };
        byte += 1;
    }
    classes
};

/// The form in which Python compares identifiers: NFKC.
///
/// Right for identifiers only: the tables know no other characters.
#[inline]
pub(crate) fn nfkc(identifier: &str) -> Cow<'_, str> {
    if identifier.is_ascii() {
        Cow::Borrowed(identifier)
    } else {
        Cow::Owned(normalize(identifier))
    }
}

fn normalize(identifier: &str) -> String {
    let mut chars = Vec::with_capacity(identifier.len());
    for c in identifier.chars() {
        decompose(c, &mut chars);
    }
    for marks in chars.chunk_by_mut(|_, &next| combining_class(next) != 0) {
        marks.sort_by_key(|&c| combining_class(c));
    }
    compose(&chars).into_iter().collect()
}

fn decompose(c: char, to: &mut Vec<char>) {
    if let Some(syllable) = hangul::decompose(c) {
        to.extend(syllable);
    } else if let Some(&(first, _, text)) = find(&DECOMPOSITIONS, c) {
        let distance = c as u32 - first;
        to.extend(
            text.chars()
                .filter_map(|part| char::from_u32(part as u32 + distance)),
        );
    } else {
        to.push(c);
    }
}

/// Unicode's canonical composition: a character joins the last starter before it, unless one of
/// the same or a higher class stands between them.
fn compose(chars: &[char]) -> Vec<char> {
    let mut composed: Vec<char> = Vec::with_capacity(chars.len());
    let mut starter = None;
    let mut class_before = 0;
    for &c in chars {
        let class = combining_class(c);
        if let Some(starter) = starter
            && (class_before == 0 || class_before < class)
            && let Some(both) = composition(composed[starter], c)
        {
            composed[starter] = both;
            continue;
        }
        if class == 0 {
            starter = Some(composed.len());
        }
        class_before = class;
        composed.push(c);
    }
    composed
}

fn composition(first: char, second: char) -> Option<char> {
    hangul::compose(first, second).or_else(|| {
        COMPOSITIONS
            .binary_search_by_key(&(first, second), |&(first, second, _)| (first, second))
            .ok()
            .map(|row| COMPOSITIONS[row].2)
    })
}

fn combining_class(c: char) -> u8 {
    find(&COMBINING_CLASSES, c).map_or(0, |&(_, _, class)| class)
}

/// A row of a table that is sorted by the ranges that its rows are for.
trait Row {
    fn range(&self) -> (u32, u32);
}

impl Row for (u32, u32) {
    fn range(&self) -> (u32, u32) {
        *self
    }
}

impl<T> Row for (u32, u32, T) {
    fn range(&self) -> (u32, u32) {
        (self.0, self.1)
    }
}

fn find<R: Row>(table: &[R], c: char) -> Option<&R> {
    let c = c as u32;
    let compare = |row: &R| match row.range() {
        (_, last) if last < c => Ordering::Less,
        (first, _) if first > c => Ordering::Greater,
        _ => Ordering::Equal,
    };
    table.binary_search_by(compare).ok().map(|row| &table[row])
}

/// Korean syllables, which are composed by arithmetic.
mod hangul {
    const SYLLABLES: u32 = 0xac00;
    const LEADS: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    /// One before the first: a syllable need not have a tail.
    const TAILS: u32 = 0x11a7;
    const LEAD_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TAIL_COUNT: u32 = 28;

    pub(super) fn decompose(c: char) -> Option<impl Iterator<Item = char>> {
        let syllable = offset(c, SYLLABLES, LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT)?;
        let (lead_vowel, tail) = (syllable / TAIL_COUNT, syllable % TAIL_COUNT);
        let lead = LEADS + lead_vowel / VOWEL_COUNT;
        let vowel = VOWELS + lead_vowel % VOWEL_COUNT;
        let tail = (tail != 0).then_some(TAILS + tail);
        Some(
            [Some(lead), Some(vowel), tail]
                .into_iter()
                .flatten()
                .filter_map(char::from_u32),
        )
    }

    pub(super) fn compose(first: char, second: char) -> Option<char> {
        let syllable = if let Some(lead) = offset(first, LEADS, LEAD_COUNT) {
            (lead * VOWEL_COUNT + offset(second, VOWELS, VOWEL_COUNT)?) * TAIL_COUNT
        } else {
            let lead_vowel_tail = offset(first, SYLLABLES, LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT)?;
            let tail = offset(second, TAILS, TAIL_COUNT)?;
            if lead_vowel_tail % TAIL_COUNT != 0 || tail == 0 {
                return None;
            }
            lead_vowel_tail + tail
        };
        char::from_u32(SYLLABLES + syllable)
    }

    fn offset(c: char, first: u32, count: u32) -> Option<u32> {
        (c as u32)
            .checked_sub(first)
            .filter(|&offset| offset < count)
    }
}

#[cfg(test)]
mod tests;
