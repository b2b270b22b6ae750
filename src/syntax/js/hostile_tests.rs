//! Broken and malicious files: no panic, no abort, no endless work.

use super::tests::{REALISTIC, page};
use super::*;

/// All spans lie in the file and on character borders.
fn sound(script: &[u8]) {
    let mut sources = Sources::default();
    let id = sources.add("config.js", script.to_vec());
    let page = evaluate(&[id], &sources, &Options::default());
    assert_ne!(page.lossy.as_ref().map(|(reason, _)| reason.as_str()), Some("the scripts cannot be read"));
    for error in page.errors.iter().chain(&page.exceptions).chain(&page.warnings) {
        let text = sources.file(id).text();
        assert!(text.get(error.span.range()).is_some(), "{error:?} in {text}");
    }
}

#[test]
fn truncated_files_are_no_harm() {
    (0..REALISTIC.len()).for_each(|end| sound(&REALISTIC.as_bytes()[..end]));
}

#[test]
fn mutated_files_are_no_harm() {
    // A fixed sequence of numbers, so that a failure can be repeated.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let pieces: [&[u8]; 20] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"'",
        b"\"",
        b"`",
        b"${",
        b"/",
        b"/*",
        b"*/",
        b"//",
        b"\\",
        b"\n",
        b"\xff",
        b"<!--#",
        b"-->",
        "“".as_bytes(),
    ];
    for _ in 0..3000 {
        let mut bytes = REALISTIC.as_bytes().to_vec();
        for _ in 0..1 + random(3) {
            let at = random(bytes.len());
            let to = (at + random(4)).min(bytes.len());
            bytes.splice(at..to, pieces[random(pieces.len())].iter().copied());
        }
        sound(&bytes);
    }
}

#[test]
fn deep_nesting_is_refused() {
    // Below the limits everything is parsed, and the stack must be enough for it.
    for count in [60, 199, 700, 1490, 100_000] {
        for script in deeply_nested(count) {
            let (page, _) = page(&script);
            assert_ne!(
                page.lossy.as_ref().map(|(reason, _)| reason.as_str()),
                Some("the scripts cannot be read")
            );
            let stopped = page.lossy.is_some() || !page.errors.is_empty() || !page.exceptions.is_empty();
            assert!(stopped || count < 100_000, "{}", &script[..40]);
        }
    }
}

fn deeply_nested(count: usize) -> Vec<String> {
    let deep =
        |open: &str, close: &str| format!("var config = {}1{};", open.repeat(count), close.repeat(count));
    vec![
        deep("{a:", "}"),
        deep("[", "]"),
        deep("(", ")"),
        deep("function(){return ", "}"),
        deep("()=>", ""),
        deep("`${", "}`"),
        deep("!", ""),
        deep("- ", ""),
        deep("typeof ", ""),
        deep("new ", ""),
        deep("1+", ""),
        deep("1**", ""),
        deep("a=", ""),
        deep("1?", ":1"),
        deep("1?1:", ""),
        deep("a.", ""),
        deep("a?.", ""),
        deep("a()", ""),
        deep("a[", "]"),
        deep("a`", "`"),
        deep("1||", ""),
        "if(1)".repeat(count),
        "if(1);else ".repeat(count),
        "if(1){}else ".repeat(count),
        "{".repeat(count),
        "do ".repeat(count),
        "for(;;)".repeat(count),
        "while(1)".repeat(count),
        "a:".repeat(count),
        "a\n:".repeat(count),
        "try{".repeat(count),
        "switch(1){default:".repeat(count),
        "class A{a(){".repeat(count),
        "async()=>".repeat(count),
        "function*f(){yield /'/;".to_owned() + &"(".repeat(count),
        "if(1)/'/;".to_owned() + &"(".repeat(count),
        "if((1))/'/;".to_owned() + &"(".repeat(count),
        "a={}/'/;".to_owned() + &"(".repeat(count),
        "{}/'/;".to_owned() + &"(".repeat(count),
        "a++/'/;".to_owned() + &"(".repeat(count),
        "`${{}}/'/;".to_owned() + &"(".repeat(count),
        "x=1\n-->'\n".to_owned() + &"(".repeat(count),
        "let {".to_owned() + &"a:{".repeat(count),
        "({".to_owned() + &"get a(){({".repeat(count),
    ]
}

#[test]
fn endless_work_is_stopped() {
    let scripts = [
        "function f(n) { f(n + 1); f(n + 1) } f(0)".to_owned(),
        "function f(n) { if (location.x) { f(n); f(n); f(n) } } f(0)".to_owned(),
        format!("var a = {{}};{}var config = a;", "a = {x: a, y: a};".repeat(60)),
        format!("var a = 'xx';{}var config = a;", "a = a + a;".repeat(60)),
        format!("var a = [1];{}var config = a;", "a = a.concat(a);".repeat(60)),
        format!("var a = [1];{}var config = a;", "a = [...a, ...a];".repeat(60)),
        format!("var a = {{}};{}var config = a;", "a = {x: a};".repeat(20_000)),
        format!("for(;;){{{}{}", "for(;;){".repeat(60), "}".repeat(61)),
        format!("var config = {{{}}};", (0..20_000).map(|at| format!("k{at}: {at},")).collect::<String>()),
        "var config = {};".to_owned()
            + &(0..20_000)
                .map(|at| format!("// it's {at}\nconfig.k{} = 'a' + {at} + '/y';\n", at % 3000))
                .collect::<String>(),
    ];
    for script in scripts {
        // That it ends is the test: work that grows with the square of this size takes minutes.
        page(&script);
    }
}
