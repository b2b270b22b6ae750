-- Loads configurations with Prosody's own config manager and prints what it holds, one line of JSON a file.
--
--   lua5.4 prosody.lua LIST      LIST names one configuration file a line
--
-- The files are evaluated by core.configmanager and the modules of a host are those that
-- core.modulemanager would load; nothing of either is written anew here.

local source = os.getenv("PROSODY_SOURCE") or "/usr/lib/prosody";
CFG_SOURCEDIR = source;
package.path = source .. "/?.lua;" .. package.path;
-- The parts in C of a version for another Debian do not load; those of the installed one do the same.
package.cpath = (os.getenv("PROSODY_LIBRARIES") or source) .. "/?.so;" .. package.cpath;
-- Since 13 its modules are named `prosody.util.…`.
if io.open(source .. "/loader.lua") then require "loader"; end

-- What Prosody's start puts in place before it reads the configuration.
prosody = {
	hosts = {}, platform = "posix", config_loaded = true,
	events = require "util.events".new(), core_post_stanza = function () end,
};
local configmanager = require "core.configmanager";
local modulemanager = require "core.modulemanager";
local array_of_warnings, json;

-- A configuration that never ends is not our concern: no generated case may loop for long.
local LIMIT = 20000000;

local function quoted(text)
	return '"' .. text:gsub('[%c"\\\127]', function (c)
		return ("\\u%04x"):format(c:byte());
	end) .. '"';
end

local function number(value)
	if math.type(value) == "integer" then return ("%d"):format(value); end
	if value ~= value then return '{"$number":"nan"}'; end
	if value == math.huge then return '{"$number":"inf"}'; end
	if value == -math.huge then return '{"$number":"-inf"}'; end
	local text = ("%.17g"):format(value);
	return text:find("[.e]") and text or text .. ".0";
end

local function sorted_keys(t)
	local keys = {};
	for key in pairs(t) do keys[#keys + 1] = key; end
	table.sort(keys, function (a, b)
		if type(a) == type(b) and (type(a) == "string" or type(a) == "number") then return a < b; end
		return type(a) < type(b);
	end);
	return keys;
end

local open = {};

local function object(t, skip)
	local fields = {};
	for _, key in ipairs(sorted_keys(t)) do
		-- An option without a name, from a list behind the name of a host, is never read.
		if type(key) == "string" and not (skip and skip[key]) then
			fields[#fields + 1] = quoted(key) .. ":" .. json(t[key]);
		end
	end
	return "{" .. table.concat(fields, ",") .. "}";
end

local function list(t)
	local items = {};
	for _, item in ipairs(t) do items[#items + 1] = json(item); end
	return "[" .. table.concat(items, ",") .. "]";
end

local function table_json(t)
	local count, texts = 0, true;
	for key in next, t do
		count = count + 1;
		texts = texts and type(key) == "string";
	end
	local sequence = 0;
	while rawget(t, sequence + 1) ~= nil do sequence = sequence + 1; end
	if sequence == count then return list(t); end
	if texts then return object(t); end
	local pairs_of = {};
	for _, key in ipairs(sorted_keys(t)) do
		pairs_of[#pairs_of + 1] = "[" .. json(key) .. "," .. json(t[key]) .. "]";
	end
	return '{"$table":[' .. table.concat(pairs_of, ",") .. "]}";
end

function json(value)
	local kind = type(value);
	if kind == "string" then return quoted(value); end
	if kind == "number" then return number(value); end
	if kind == "nil" then return "null"; end
	if kind == "boolean" then return tostring(value); end
	if kind == "function" then return '{"$function":true}'; end
	if kind ~= "table" or open[value] then return '{"$other":"' .. kind .. '"}'; end
	-- Not the value of an option, but a handle of it.
	if getmetatable(value) then return '{"$other":"handle"}'; end
	open[value] = true;
	local text = table_json(value);
	open[value] = nil;
	return text;
end

local function modules_of(host)
	local ok, modules, component = pcall(modulemanager.get_modules_for_host, host);
	-- Prosody fails later, when it starts the host.
	if not ok then return '{"$other":"error"}'; end
	if component then modules:add(component); end
	local names = {};
	for name in modules do names[#names + 1] = name; end
	for _, name in ipairs(names) do
		if type(name) ~= "string" then return '{"$other":"names"}'; end
	end
	table.sort(names);
	return list(names);
end

-- The options of a host as modules read them through the real functions of the module interface.
local api = require "core.moduleapi";
local GETTERS = { "string", "number", "integer", "period", "boolean", "array", "set", "inherited_set", "enum" };

local function typed_json(host, names)
	local module = setmetatable({ host = host, name = "test", log = function () end }, { __index = api });
	local options = {};
	for _, name in ipairs(sorted_keys(names)) do
		local fields = {};
		for _, getter in ipairs(GETTERS) do
			local get = api["get_option_" .. getter];
			if get and type(name) == "string" then
				local ok, value = pcall(get, module, name);
				if ok and type(value) == "table" and getter:find("set$") then
					local items = {};
					for item in value do items[#items + 1] = json(item); end
					table.sort(items);
					fields[#fields + 1] = quoted(getter) .. ":[" .. table.concat(items, ",") .. "]";
				elseif ok and getter == "array" and value then
					-- An array has a metatable of its own.
					fields[#fields + 1] = quoted(getter) .. ":" .. list(value);
				else
					fields[#fields + 1] = quoted(getter) .. ":" .. (ok and json(value) or '{"$other":"error"}');
				end
			end
		end
		if type(name) == "string" then
			options[#options + 1] = quoted(name) .. ":{" .. table.concat(fields, ",") .. "}";
		end
	end
	return "{" .. table.concat(options, ",") .. "}";
end

-- What the config manager itself notes in a section.
local INTERNAL = { defined = true, component_module = true, load_global_modules = true };

local function names_of(config, options)
	local names = {};
	for name in pairs(config["*"]) do names[name] = true; end
	for name in pairs(options) do names[name] = not INTERNAL[name] or nil; end
	return names;
end

local function hosts_json(config)
	local hosts = {};
	for _, name in ipairs(sorted_keys(config)) do
		if name ~= "*" then
			local options = config[name];
			local component = rawget(options, "component_module");
			local enabled = configmanager.get(name, "enabled") ~= false;
			hosts[#hosts + 1] = quoted(name) .. ":{" .. table.concat({
				'"kind":"' .. (component and "Component" or "VirtualHost") .. '"',
				'"component_module":' .. (component and json(component) or "null"),
				'"enabled":' .. tostring(enabled),
				'"options":' .. object(options, INTERNAL),
				'"modules":' .. (enabled and modules_of(name) or "[]"),
				os.getenv("TYPED") and '"typed":' .. typed_json(name, names_of(config, options)) or nil,
			}, ",") .. "}";
		end
	end
	return "{" .. table.concat(hosts, ",") .. "}";
end

function array_of_warnings(warnings)
	local texts = {};
	for _, warning in ipairs(warnings or {}) do texts[#texts + 1] = quoted(warning); end
	return "[" .. table.concat(texts, ",") .. "]";
end

local function evaluate(path)
	-- 0.11 does not keep their names.
	local files = configmanager.files and configmanager.files() or {};
	for at = #files, 1, -1 do files[at] = nil; end
	debug.sethook(function () error("the configuration does not end", 0); end, "", LIMIT);
	local called, ok, _, detail = pcall(configmanager.load, path);
	debug.sethook();
	if not called then return '{"error":' .. quoted(tostring(ok)) .. "}"; end
	if not ok then return '{"error":' .. quoted(tostring(detail)) .. "}"; end
	local config = configmanager.getconfig();
	return '{"value":{"files":' .. (configmanager.files and list(files) or '{"$other":"files"}') .. ',"global":' .. object(config["*"])
		.. ',"hosts":' .. hosts_json(config) .. ',"warnings":' .. array_of_warnings(detail) .. "}}";
end

-- What a configuration prints must not end up between the answers.
local out = io.stdout;
print = function () end

for path in io.lines((assert(arg[1], "usage: prosody.lua LIST"))) do
	out:write(evaluate(path), "\n");
end
