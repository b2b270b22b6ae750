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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded() {
        assert_eq!(decode("auth%2ejitsi%2dx%2eorg"), "auth.jitsi-x.org");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%c3%a9"), "%zzé");
    }
}
