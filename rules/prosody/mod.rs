//! What Prosody makes of its configuration: files, sections and modules.

use crate::check::Rule;

mod accounts_not_stored;
mod component_reopened_without_module;
mod default_storage_ignored;
mod duplicate_option;
mod global_option_in_host;
mod host_file_not_linked;
mod include_target_missing;
mod invalid_host_name;
mod login_module_disabled;
mod main_host_missing;
mod malformed_module_list;
mod malformed_service_list;
mod misplaced_module;
mod misspelt_module;
mod misspelt_option;
mod module_file_missing;
mod module_without_option;
mod modules_of_one_task;
mod no_host_enabled;
mod option_without_module;
mod plugin_path_missing;
mod provider_in_module_list;
mod removed_module;
mod removed_option;
mod service_port_closed;
mod services_rate_limited;
mod slow_network_backend;
mod swallowed_options;
mod warning_in_long_path;

pub(super) const RULES: &[&dyn Rule] = &[
    &accounts_not_stored::AccountsNotStored,
    &component_reopened_without_module::ComponentReopenedWithoutModule,
    &default_storage_ignored::DefaultStorageIgnored,
    &duplicate_option::DuplicateOption,
    &global_option_in_host::GlobalOptionInHost,
    &host_file_not_linked::HostFileNotLinked,
    &include_target_missing::IncludeTargetMissing,
    &invalid_host_name::InvalidHostName,
    &login_module_disabled::LoginModuleDisabled,
    &main_host_missing::MainHostMissing,
    &malformed_module_list::MalformedModuleList,
    &malformed_service_list::MalformedServiceList,
    &misplaced_module::MisplacedModule,
    &misspelt_module::MisspeltModule,
    &misspelt_option::MisspeltOption,
    &module_file_missing::ModuleFileMissing,
    &module_without_option::ModuleWithoutOption,
    &modules_of_one_task::ModulesOfOneTask,
    &no_host_enabled::NoHostEnabled,
    &option_without_module::OptionWithoutModule,
    &plugin_path_missing::PluginPathMissing,
    &provider_in_module_list::ProviderInModuleList,
    &removed_module::RemovedModule,
    &removed_option::RemovedOption,
    &service_port_closed::ServicePortClosed,
    &services_rate_limited::ServicesRateLimited,
    &slow_network_backend::SlowNetworkBackend,
    &swallowed_options::SwallowedOptions,
    &warning_in_long_path::WarningInLongPath,
];
