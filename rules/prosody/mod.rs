//! What Prosody makes of its configuration: files, sections and modules.

use crate::check::Rule;

mod accounts_not_stored;
mod component_reopened_without_module;
mod duplicate_option;
mod global_option_in_host;
mod host_file_not_linked;
mod include_target_missing;
mod invalid_host_name;
mod login_module_disabled;
mod main_host_missing;
mod malformed_module_list;
mod misplaced_module;
mod misspelt_module;
mod misspelt_option;
mod module_file_missing;
mod module_without_option;
mod no_host_enabled;
mod option_without_module;
mod plugin_path_missing;
mod provider_in_module_list;
mod removed_module;
mod removed_option;
mod service_port_closed;
mod services_rate_limited;
mod swallowed_options;
mod warning_in_long_path;

pub(super) const RULES: &[&dyn Rule] = &[
    &accounts_not_stored::AccountsNotStored,
    &component_reopened_without_module::ComponentReopenedWithoutModule,
    &duplicate_option::DuplicateOption,
    &global_option_in_host::GlobalOptionInHost,
    &host_file_not_linked::HostFileNotLinked,
    &include_target_missing::IncludeTargetMissing,
    &invalid_host_name::InvalidHostName,
    &login_module_disabled::LoginModuleDisabled,
    &main_host_missing::MainHostMissing,
    &malformed_module_list::MalformedModuleList,
    &misplaced_module::MisplacedModule,
    &misspelt_module::MisspeltModule,
    &misspelt_option::MisspeltOption,
    &module_file_missing::ModuleFileMissing,
    &module_without_option::ModuleWithoutOption,
    &no_host_enabled::NoHostEnabled,
    &option_without_module::OptionWithoutModule,
    &plugin_path_missing::PluginPathMissing,
    &provider_in_module_list::ProviderInModuleList,
    &removed_module::RemovedModule,
    &removed_option::RemovedOption,
    &service_port_closed::ServicePortClosed,
    &services_rate_limited::ServicesRateLimited,
    &swallowed_options::SwallowedOptions,
    &warning_in_long_path::WarningInLongPath,
];
