//! Bytes written as `%xx`.

/// Undoes `%2F`, as in addresses and in the file names of Prosody's store.
pub(super) fn decode(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes every byte but letters and digits so, as Prosody does for the names of its files.
pub(super) fn encode(name: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02x}"),
    };
    name.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded() {
        assert_eq!(decode("auth%2ejitsi%2dx%2eorg"), "auth.jitsi-x.org");
        assert_eq!(encode("auth.jitsi-x.org"), "auth%2ejitsi%2dx%2eorg");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%c3%a9"), "%zzé");
    }
}
