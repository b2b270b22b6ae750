// Runs configurations as a page would and prints what `config` and `interfaceConfig` hold, one line of JSON a page.
//
//   node webconfig.js LIST      LIST holds one page a line: a JSON list of its scripts
//
// SSI variables come from the environment variable SSI, a JSON object.
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');

const variables = JSON.parse(process.env.SSI || '{}');

// What nginx's ngx_http_ssi_module puts in the place of an echo.
function render(text) {
    return text.replace(/<!--#\s*echo\s+([^]*?)-->/g, (_, parameters) => {
        const found = {};
        if (!/^(\w+\s*=\s*("[^"]*"|'[^']*')\s*)*$/.test(parameters)) {
            return '[an error occurred while processing the directive]';
        }
        for (const [, name, value] of parameters.matchAll(/(\w+)\s*=\s*"([^"]*)"/g)) {
            found[name] = value;
        }
        if (Object.hasOwn(variables, found.var)) {
            return variables[found.var];
        }
        return 'default' in found ? found.default : '(none)';
    });
}

function json(value, open) {
    switch (typeof value) {
    case 'undefined': return { $undefined: true };
    case 'function': return { $function: true };
    case 'string': return value.toWellFormed ? value.toWellFormed() : value;
    case 'boolean': return value;
    case 'number':
        if (Number.isFinite(value)) {
            return value;
        }
        return { $number: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
    case 'object': break;
    default: return { $other: typeof value };
    }
    if (value === null) {
        return null;
    }
    if (open.includes(value)) {
        return { $other: 'cycle' };
    }
    const inside = [ ...open, value ];
    if (Array.isArray(value)) {
        return Array.from(value, item => json(item, inside));
    }
    const kind = Object.prototype.toString.call(value);
    if (kind !== '[object Object]') {
        return { $other: kind };
    }
    return Object.fromEntries(Object.keys(value).map(key => [ key, json(value[key], inside) ]));
}

// The place of an error: V8 writes it before a syntax error and in the first line of a stack.
function lineOf(error, file) {
    const stack = String(error && error.stack);
    const at = stack.indexOf(`${file}:`);
    // A name that an earlier script declared is always reported for the first line.
    if (error && error.name === 'SyntaxError' && /already been declared/.test(error.message) && stack.includes(`${file}:1\n`)) {
        return null;
    }
    const line = at < 0 ? NaN : parseInt(stack.slice(at + file.length + 1), 10);
    return Number.isNaN(line) ? null : line;
}

function evaluate(files) {
    // Values that only a browser has; whoever reads them without one must say so.
    const location = { hostname: 'browser.example', host: 'browser.example:8443', hash: '', search: '', href: 'https://browser.example:8443/' };
    const context = vm.createContext({ location, console: { log() {}, warn() {} }, navigator: { userAgent: 'x' } });
    vm.runInContext('var window = this, self = this', context);
    const errors = [];
    for (const file of files) {
        const name = path.basename(file);
        try {
            const text = render(fs.readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
            vm.runInContext(text, context, { filename: name, timeout: 2000 });
        } catch (error) {
            errors.push({ file: name, line: lineOf(error, name), message: String(error) });
        }
    }
    const value = {};
    for (const name of [ 'config', 'interfaceConfig' ]) {
        try {
            value[name] = json(vm.runInContext(name, context), []);
        } catch (error) {
            // No script declares it.
        }
    }
    return { value, errors };
}

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
    process.stdout.write(`${JSON.stringify(evaluate(JSON.parse(line)))}\n`);
}
