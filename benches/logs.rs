//! How fast logs are searched: on ordinary lines, on a flood of hits, and whether memory stays the same on a long stream.
//!
//! `JITSI_DOCTOR_LOGS=FILE` writes the ordinary lines to a file instead, to compare with other programs.

use std::hint::black_box;
use std::io::Read;

use divan::counter::BytesCount;
use jitsi_doctor::check::Service;
use jitsi_doctor::logs;

fn main() {
    if let Ok(path) = std::env::var("JITSI_DOCTOR_LOGS") {
        std::fs::write(path, ordinary().repeat(64)).expect("written");
        return;
    }
    divan::main();
    long_stream();
}

/// Four megabytes of what a bridge and Jicofo write on a good day, with a hit every few thousand lines.
fn ordinary() -> Vec<u8> {
    let mut log = String::new();
    let mut number: u64 = 1;
    while log.len() < 4 << 20 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (id, second) = (number >> 40, number >> 33 & 31);
        log.push_str(&match id % 4096 {
            0 => format!("Jicofo 2024-05-30 10:23:{second:02}.877 WARNING: [18] BridgeSelector.selectBridge#186: There are no operational bridges.\n"),
            1..=1500 => format!("Jicofo 2024-05-30 10:23:{second:02}.877 INFO: [{second}] [room=r{id}@conference.meet.example.org meeting_id={number:x}] ColibriV2SessionManager.allocate#286: Allocating for {id:x}\n"),
            1501..=3000 => format!("Jicofo 2024-05-30 10:23:{second:02}.880 INFO: [{second}] [room=r{id}@conference.meet.example.org] JitsiMeetConferenceImpl.onMemberJoined#704: Member joined:{id:x} stats-id=Ada-{id} region=null audioMuted=true videoMuted=true role=PARTICIPANT\n"),
            _ => format!("Jicofo 2024-05-30 10:23:{second:02}.881 WARNING: [{second}] SourceValidator: not connected to {id}, failed to do what nobody needs, authorized\n"),
        });
    }
    log.into_bytes()
}

#[divan::bench]
fn ordinary_lines(bencher: divan::Bencher) {
    let log = ordinary();
    bencher
        .counter(BytesCount::new(log.len()))
        .bench(|| logs::measure(Service::Jicofo, &mut black_box(&log[..])));
}

#[divan::bench(args = [Service::Prosody, Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Nginx, Service::Coturn])]
fn ordinary_lines_of(bencher: divan::Bencher, service: Service) {
    let log = ordinary();
    bencher.counter(BytesCount::new(log.len())).bench(|| logs::measure(service, &mut black_box(&log[..])));
}

#[divan::bench]
fn nothing_but_hits(bencher: divan::Bencher) {
    let log = b"Jicofo 2024-05-30 10:23:04.877 WARNING: [18] BridgeSelector.selectBridge#186: There are no operational bridges.\n".repeat(40_000);
    bencher
        .counter(BytesCount::new(log.len()))
        .bench(|| logs::measure(Service::Jicofo, &mut black_box(&log[..])));
}

/// The same bytes again and again.
struct Repeated<'r> {
    bytes: &'r [u8],
    at: usize,
    left: u64,
}

impl Read for Repeated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer
            .len()
            .min(self.bytes.len() - self.at)
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        buffer[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at = (self.at + count) % self.bytes.len();
        self.left -= count as u64;
        Ok(count)
    }
}

/// Ten gigabytes, and the memory before and after.
fn long_stream() {
    let bytes = ordinary();
    let before = peak();
    let start = std::time::Instant::now();
    let mut stream = Repeated { bytes: &bytes, at: 0, left: 10 << 30 };
    let (read, lines) = logs::measure(Service::Jicofo, &mut stream).expect("no error");
    let seconds = start.elapsed().as_secs_f64();
    let out = format!(
        "long stream: {read} bytes in {seconds:.1} s ({:.0} MB/s), {lines} lines found, peak {before} kB before and {} kB after\n",
        read as f64 / seconds / 1e6,
        peak()
    );
    std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes()).expect("written");
}

/// VmHWM of this process, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
}
