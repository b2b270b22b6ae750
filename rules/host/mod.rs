//! The machine: what runs on it, and what it has.

use crate::check::Rule;

mod clock_not_synchronised;
mod facts;
mod heap_exceeds_memory;
mod key_unreadable;
mod lua_library_missing;
mod open_files_limit_low;
mod port_not_listening;
mod port_taken_by_other;
mod ports;
mod prosody_port_exposed;
mod restart_needed;
mod secret_file_readable_by_all;
mod service_not_enabled;
mod service_not_running;
mod static_mapping_local_address_absent;
mod udp_buffers_small;

pub(super) const RULES: &[&dyn Rule] = &[
    &clock_not_synchronised::ClockNotSynchronised,
    &heap_exceeds_memory::HeapExceedsMemory,
    &key_unreadable::KeyUnreadable,
    &lua_library_missing::LuaLibraryMissing,
    &open_files_limit_low::OpenFilesLimitLow,
    &port_not_listening::PortNotListening,
    &port_taken_by_other::PortTakenByOther,
    &prosody_port_exposed::ProsodyPortExposed,
    &restart_needed::RestartNeeded,
    &secret_file_readable_by_all::SecretFileReadableByAll,
    &service_not_enabled::ServiceNotEnabled,
    &service_not_running::ServiceNotRunning,
    &static_mapping_local_address_absent::StaticMappingLocalAddressAbsent,
    &udp_buffers_small::UdpBuffersSmall,
];
