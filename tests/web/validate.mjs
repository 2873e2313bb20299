// validate.mjs - holds what the gateway answers to its OpenAPI document, by ajv: node validate.mjs BUILD
//
// In, a line each: {"document": true} to look at the document itself, {"method", "path", "status", "type", "body", "asked"} of an answer, {"event", "data"} of a feed.
// Out: a line for each that does not fit, and at the end how many there were of what: {"operations": {...}, "reasons": [...]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const build = resolve(process.argv[2]);
const require = createRequire(join(build, 'web-npm', 'any.js'));
const Ajv = require('ajv/dist/2020').default;
const EVENTS = { snapshot: 'Snapshot', change: 'ChangeEvent', audience: 'AudienceEvent', voice: 'VoiceEvent', stale: 'StaleEvent', fresh: 'FreshEvent', beat: 'BeatEvent' };
const DEMO = /^\/v1\/demo\//; // of trial halls: no part of the interface
const seen = { operations: {}, reasons: new Set() };

const document = JSON.parse(readFileSync(join(build, 'openapi.json'), 'utf8'));

/** Whether it is an OpenAPI document itself, which takes a while. */
async function ofDocument() {
    const { Validator } = await import(require.resolve('@seriousme/openapi-schema-validator'));
    const { valid, errors } = await new Validator().validate(document);
    return valid ? '' : JSON.stringify(errors).slice(0, 2000);
}

// contentEncoding says what a text is and forbids none; int32 is a note beside a type.
const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true, formats: { int32: true } });
ajv.addVocabulary(['openapi', 'info', 'paths', 'components']);
ajv.addSchema(document, 'hallq');
const pointer = (...parts) => `hallq#/${parts.map((part) => encodeURIComponent(String(part).replace(/~/g, '~0').replace(/\//g, '~1'))).join('/')}`;

const patterns = Object.keys(document.paths)
    .map((path) => ({ path, shape: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

/** The path of the document that an address is one of; `-` stands for `_` in a command's name. */
function pathOf(address) {
    const plain = address.split('?')[0];
    const tries = [plain, plain.replace(/[^/]+$/, (name) => name.replaceAll('-', '_'))];
    return patterns.find(({ shape }) => tries.some((one) => shape.test(one)))?.path;
}

function misfit(where, data) {
    const validate = ajv.getSchema(where);
    if (!validate) return `the document has no ${where}`;
    return validate(data) ? '' : validate.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).slice(0, 5).join('; ');
}

function ofEvent({ event, data }) {
    if (!EVENTS[event]) return `there is no event ${event} in the document`;
    seen.operations[`event ${event}`] = (seen.operations[`event ${event}`] ?? 0) + 1;
    return misfit(pointer('components', 'schemas', EVENTS[event]), data);
}

function ofAnswer({ method, path, status, type, body, asked }) {
    if (DEMO.test(path)) return '';
    const of = pathOf(path);
    const operation = of && document.paths[of][method.toLowerCase()];
    if (status >= 400) {
        if (type !== 'application/problem+json') return `a refusal as ${type}`;
        seen.reasons.add(body.reason);
        return body.status === status ? misfit(pointer('components', 'schemas', 'Problem'), body) : 'its status is another';
    }
    if (!operation) return 'the document has no such operation';
    seen.operations[operation.operationId] = (seen.operations[operation.operationId] ?? 0) + 1;
    const at = ['paths', of, method.toLowerCase()];
    if (!operation.responses[status]) return 'no such status of it';
    if (asked !== undefined && operation.requestBody) {
        const wrong = misfit(pointer(...at, 'requestBody', 'content', 'application/json', 'schema'), asked);
        if (wrong) return `what was asked and done: ${wrong}`;
    }
    if (status === 204) return body === null ? '' : 'a body';
    if (!operation.responses[status].content[type]) return `no ${type} of it`;
    if (!operation.responses[status].content[type].schema) return '';
    return misfit(pointer(...at, 'responses', status, 'content', type, 'schema'), body);
}

for await (const line of createInterface({ input: process.stdin })) {
    const one = JSON.parse(line);
    const wrong = one.document ? await ofDocument() : one.event ? ofEvent(one) : ofAnswer(one);
    if (wrong) console.log(`${one.document ? 'openapi.json' : one.event ?? `${one.method} ${one.path} ${one.status}`}: ${wrong}: ${JSON.stringify(one.data ?? one.body).slice(0, 500)}`);
}
console.log(JSON.stringify({ ...seen, reasons: [...seen.reasons] }));
