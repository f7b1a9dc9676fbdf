//! Rust sources as the walls see them: code without comments, the texts in it, and what a file uses of its crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file, taken apart.
pub struct Source {
    /// Its path from the folder that was walked.
    pub path: String,
    /// Its code without comments, each text replaced by `""`.
    pub code: String,
    /// The texts in it.
    pub texts: Vec<String>,
}

impl Source {
    /// Each text with the code between it and the text before it.
    pub fn texts_in_place(&self) -> impl Iterator<Item = (&str, &str)> {
        self.code.split("\"\"").zip(self.texts.iter().map(String::as_str))
    }

    /// The texts that stand as public constants.
    pub fn constants(&self) -> impl Iterator<Item = &str> {
        let constant = |before: &str| {
            before.ends_with("&str = ") && before.lines().last().is_some_and(|l| l.trim_start().starts_with("pub const"))
        };
        self.texts_in_place().filter(move |(before, _)| constant(before)).map(|(_, text)| text)
    }

    /// The texts without the English units of figures, which are words: `counted("enterprise", "enterprises", …)`.
    pub fn texts_but_units(&self) -> impl Iterator<Item = &str> {
        let mut in_unit = false;
        self.texts_in_place()
            .filter(move |(before, _)| {
                in_unit = before.trim_end().ends_with("counted(") || (in_unit && before.trim() == ",");
                !in_unit
            })
            .map(|(_, text)| text)
    }
}

/// The folder of the workspace's crates.
pub fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a crate of the workspace").to_owned()
}

/// Every Rust source below a folder, without test modules at the end of files.
pub fn sources(folder: &Path) -> Vec<Source> {
    let mut out = Vec::new();
    walk(folder, folder, &mut out);
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

fn walk(root: &Path, folder: &Path, out: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            walk(root, &path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("a source in UTF-8");
            let (code, texts) = apart(without_tests(&text));
            let path = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            out.push(Source { path, code, texts });
        }
    }
}

/// A file up to the module of tests that stands at its end.
fn without_tests(text: &str) -> &str {
    let begins = |(at, mark): (usize, &str)| {
        text[at + mark.len()..].lines().next().is_some_and(|l| l.ends_with('{')).then_some(at)
    };
    text.match_indices("#[cfg(test)]\nmod ").find_map(begins).map_or(text, |at| &text[..at])
}

/// Code without comments and texts, and the texts.
fn apart(text: &str) -> (String, Vec<String>) {
    let (mut code, mut texts) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |i| from + i);
        let taken = if rest.starts_with("//") {
            at("\n", 0)
        } else if rest.starts_with("/*") {
            (at("*/", 2) + 2).min(rest.len())
        } else if let Some(marks) = raw(rest) {
            let end = format!("\"{}", "#".repeat(marks));
            let close = at(&end, marks + 2);
            texts.push(rest[marks + 2..close].to_owned());
            code.push_str("\"\"");
            close + end.len()
        } else if c == '"' {
            let close = closing(rest);
            texts.push(rest[1..close].to_owned());
            code.push_str("\"\"");
            close + 1
        } else if c == '\'' && is_character(rest) {
            rest[1..]
                .char_indices()
                .skip(1)
                .find(|(i, c)| *c == '\'' && !rest[..=*i].ends_with('\\'))
                .map_or(1, |(i, _)| i + 2)
        } else {
            code.push(c);
            c.len_utf8()
        };
        rest = &rest[taken.min(rest.len())..];
    }
    (code, texts)
}

/// The number of signs of a raw text that begins here.
fn raw(text: &str) -> Option<usize> {
    let marks = text.strip_prefix('r')?;
    let count = marks.bytes().take_while(|b| *b == b'#').count();
    marks[count..].starts_with('"').then_some(count)
}

/// Position of the sign that ends a text.
fn closing(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut i = 1;
    while i < bytes.len() && bytes[i] != b'"' {
        i += if bytes[i] == b'\\' { 2 } else { 1 };
    }
    i
}

/// Whether a quotation mark begins a character and no lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => true,
        (Some(_), next) => next == Some('\''),
        _ => false,
    }
}

/// The modules of a crate with what each uses of the others, files that only pass names on left out of the way.
pub struct Graph {
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// The graph of a crate's `src`.
    pub fn of(folder: &Path) -> Graph {
        let modules: BTreeMap<String, Source> = sources(folder).into_iter().map(|s| (module_of(&s.path), s)).collect();
        let (mut named, mut passed) = (BTreeMap::new(), BTreeMap::new());
        for (module, source) in &modules {
            let (own, on) = paths(module, &source.code, &modules);
            named.insert(module.clone(), own);
            passed.insert(module.clone(), on);
        }
        let resolve = |path: &[String]| resolve(path, &modules, &passed, 0);
        let uses = named
            .iter()
            .map(|(module, paths)| {
                let to = paths.iter().map(|p| resolve(p)).filter(|to| to != module).collect();
                (module.clone(), to)
            })
            .collect();
        Graph { uses }
    }

    /// The circles: sets of modules that all reach each other.
    pub fn circles(&self) -> Vec<BTreeSet<String>> {
        let reached: BTreeMap<&String, BTreeSet<&String>> = self.uses.keys().map(|m| (m, self.reach(m))).collect();
        let mut out: Vec<BTreeSet<String>> = Vec::new();
        for (module, from_here) in &reached {
            let circle: BTreeSet<String> =
                from_here.iter().filter(|other| reached[*other].contains(module)).map(|m| (*m).clone()).collect();
            if circle.len() > 1 && !out.contains(&circle) {
                out.push(circle);
            }
        }
        out
    }

    fn reach<'g>(&'g self, from: &'g String) -> BTreeSet<&'g String> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(module) = open.pop() {
            for next in &self.uses[module] {
                if let Some((known, _)) = self.uses.get_key_value(next)
                    && seen.insert(known)
                {
                    open.push(known);
                }
            }
        }
        seen
    }
}

fn module_of(path: &str) -> String {
    let name = path.trim_end_matches(".rs").replace('/', "::");
    let name = name.strip_suffix("::mod").unwrap_or(&name);
    if name == "lib" || name == "mod" { String::new() } else { name.to_owned() }
}

type Path_ = Vec<String>;

/// The paths within the crate that a file names, and those it passes on under their last name (`pub use`).
fn paths(module: &str, code: &str, modules: &BTreeMap<String, Source>) -> (Vec<Path_>, BTreeMap<String, Path_>) {
    let (mut own, mut passed) = (Vec::new(), BTreeMap::new());
    let mut body = String::new();
    let mut rest = code;
    while let Some(at) = find_word(rest, "use ") {
        let end = rest[at..].find(';').map_or(rest.len(), |i| at + i);
        let public =
            rest[..at].trim_end().rsplit([';', '}', '{']).next().unwrap_or_default().trim_start().starts_with("pub");
        body.push_str(&rest[..at]);
        for tree in expand(rest[at + 4..end].trim()) {
            let Some(path) = within(module, &tree, modules) else { continue };
            match path.last().cloned() {
                Some(name) if public => drop(passed.insert(name, path)),
                _ => own.push(path),
            }
        }
        rest = &rest[end..];
    }
    body.push_str(rest);
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in body.match_indices(root) {
            let before = body[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let path: String =
                body[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
            own.extend(within(module, path.trim_end_matches(':'), modules));
        }
    }
    (own, passed)
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(word).map(|i| from + i) {
        if !text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return Some(at);
        }
        from = at + word.len();
    }
    None
}

/// The single paths of a `use` tree.
fn expand(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return vec![path.trim_end_matches("::self").to_owned()];
    };
    let inner = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let (mut depth, mut from, mut out) = (0, 0, Vec::new());
    for (i, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let one = inner[from..i].trim();
                out.extend(expand(one).into_iter().filter(|p| !p.is_empty()).map(|p| match p.as_str() {
                    "self" => before.trim().trim_end_matches("::").to_owned(),
                    _ => format!("{}{p}", before.trim()),
                }));
                from = i + 1;
            }
            _ => {}
        }
    }
    out
}

/// A path as seen from the crate's root; none if it leads out of the crate.
fn within(module: &str, path: &str, modules: &BTreeMap<String, Source>) -> Option<Path_> {
    let mut parts: Vec<String> = path.split("::").map(|p| p.trim().to_owned()).collect();
    let here: Vec<String> = module.split("::").filter(|p| !p.is_empty()).map(str::to_owned).collect();
    match parts[0].as_str() {
        "crate" => Some(parts.split_off(1)),
        "super" | "self" => {
            let mut base = here;
            while parts.first().is_some_and(|p| p == "super" || p == "self") {
                if parts.remove(0) == "super" {
                    base.pop();
                }
            }
            Some([base, parts].concat())
        }
        _ => {
            let child = [here, parts].concat();
            modules
                .contains_key(&child[..module.split("::").filter(|p| !p.is_empty()).count() + 1].join("::"))
                .then_some(child)
        }
    }
}

/// The module in which what a path names stands, through the files that only pass it on.
fn resolve(
    path: &[String],
    modules: &BTreeMap<String, Source>,
    passed: &BTreeMap<String, BTreeMap<String, Path_>>,
    depth: usize,
) -> String {
    let at = (0..=path.len()).rev().find(|n| modules.contains_key(&path[..*n].join("::"))).unwrap_or(0);
    let module = path[..at].join("::");
    let on = path.get(at).and_then(|name| passed.get(&module)?.get(name));
    match on {
        Some(on) if depth < 8 => resolve(&[on.as_slice(), &path[at + 1..]].concat(), modules, passed, depth + 1),
        _ => module,
    }
}
