//! The messages that RFC 5769 gives as examples.

use md5::{Digest, Md5};

use crate::probe::stun::{Message, attribute, is_signed, kind};

const KEY: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn request() -> Vec<u8> {
    bytes(
        "00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
         80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
         00 24 00 04 6e 00 01 ff
         80 29 00 08 93 2f f9 b1 51 26 3b 36
         00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
         00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
         80 28 00 04 e5 7a 3b cf",
    )
}

fn answer_v4() -> Vec<u8> {
    bytes(
        "01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
         80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
         00 20 00 08 00 01 a1 47 e1 12 a6 43
         00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
         80 28 00 04 c0 7d 4c 96",
    )
}

fn answer_v6() -> Vec<u8> {
    bytes(
        "01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
         80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
         00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
         00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
         80 28 00 04 c8 fb 0b 4c",
    )
}

fn long_term() -> Vec<u8> {
    bytes(
        "00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e
         00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
         00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 73 41
         00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00
         00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66",
    )
}

#[test]
fn the_examples_are_read() {
    for (example, key) in [(request(), KEY), (answer_v4(), KEY), (answer_v6(), KEY)] {
        assert!(Message::parse(&example).is_some());
        assert!(is_signed(&example, key));
        assert!(!is_signed(&example, b"another"));
    }
    let message = Message::parse(&request()).unwrap();
    assert_eq!((message.kind, message.get(attribute::USERNAME)), (kind::BINDING, Some(&b"evtj:h6vY"[..])));
    for (example, address) in
        [(answer_v4(), "192.0.2.1:32853"), (answer_v6(), "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    {
        let message = Message::parse(&example).unwrap();
        assert_eq!(message.kind, kind::BINDING | kind::SUCCESS);
        assert_eq!(
            message.address(attribute::MAPPED_ADDRESS).map(|it| it.to_string()).as_deref(),
            Some(address)
        );
    }
}

#[test]
fn the_example_with_a_long_term_password() {
    let name = "マトリックス";
    let key = Md5::digest(format!("{name}:example.org:TheMatrIX"));
    assert!(is_signed(&long_term(), &key));
    let message = Message::parse(&long_term()).unwrap();
    assert_eq!(message.get(attribute::USERNAME), Some(name.as_bytes()));

    // The same, written by us: only the checksum comes on top.
    let again = Message::new(kind::BINDING, message.id)
        .with(attribute::USERNAME, name.as_bytes())
        .with(attribute::NONCE, message.get(attribute::NONCE).unwrap())
        .with(attribute::REALM, b"example.org".as_slice())
        .encode(Some(&key));
    assert_eq!(again[4..116], long_term()[4..]);
    assert_eq!(Message::parse(&again).map(|message| message.id), Some(message.id));
}

#[test]
fn what_is_no_message() {
    let example = answer_v4();
    // Cut anywhere, or changed anywhere but in the name of the checksum.
    for at in 0..example.len() {
        assert!(Message::parse(&example[..at]).is_none(), "{at}");
        let mut changed = example.clone();
        changed[at] ^= 1;
        assert!((72..74).contains(&at) || Message::parse(&changed).is_none(), "{at}");
    }
    for length in [0xFFFF_u16, 1, 4] {
        let mut odd = vec![1, 1];
        odd.extend(length.to_be_bytes());
        odd.extend([0x21, 0x12, 0xA4, 0x42]);
        odd.resize(20 + usize::from(length.min(4)), 0xFF);
        assert!(Message::parse(&odd).is_none(), "{length}");
    }
    let error = Message::new(kind::ALLOCATE | kind::ERROR, [0; 12])
        .with(attribute::ERROR_CODE, [&[0, 0, 4, 1][..], b"Un\nauthorized"].concat());
    assert_eq!(error.error(), Some((401, "Unauthorized".to_owned())));
    assert!(Message::new(0, [0; 12]).with(attribute::ERROR_CODE, [0, 0, 4]).error().is_none());
    assert!(
        Message::new(0, [0; 12]).with(attribute::RELAYED_ADDRESS, [0, 1, 2, 3, 4]).address(0x16).is_none()
    );
}
