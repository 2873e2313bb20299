// types.mjs - looks at the types of the pages' scripts by TypeScript's checker: node types.mjs BUILD. They stay JavaScript; where the
// checker cannot see what something is, a comment says it. What is declared for them is made of what they are written against: the
// texts of the catalogues, and the messages of the schema (Hallq.Snapshot ...), as BUILD/openapi.json has them.
//
// The source tree has no node_modules: in BUILD/web-types the pages stand beside those that npm fetched.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTexts } from './catalogue.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2]);
const ts = createRequire(join(build, 'web-npm', 'any.js'))('typescript');
const folder = join(build, 'web-types');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
symlinkSync(here, join(folder, 'pages'));
symlinkSync(join(build, 'web-npm', 'node_modules'), join(folder, 'node_modules'));

const quoted = (name) => JSON.stringify(name);
const typeName = (name) => name.replaceAll('.', '_');
const PLAIN = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean', null: 'null' };

function typeOf(schema) {
    if (schema.$ref) return typeName(schema.$ref.split('/').pop());
    if (schema.enum) return schema.enum.map(quoted).join(' | ');
    if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
    if (schema.type === 'array') return `(${typeOf(schema.items)})[]`;
    if (schema.type === 'object') return `{ ${Object.entries(schema.properties ?? {}).map(([name, one]) => `${quoted(name)}?: ${typeOf(one)};`).join(' ')} }`;
    return [schema.type].flat().map((one) => PLAIN[one]).join(' | ');
}

const texts = readTexts([join(here, '../../text/text.def'), join(here, '../../text/alerts.def'), join(here, '../../text/figures.def'), join(here, 'web.def')]);
const { schemas } = JSON.parse(readFileSync(join(build, 'openapi.json'), 'utf8')).components;
writeFileSync(join(folder, 'declared.d.ts'), [
    "declare module 'catalogue' {",
    ...[...texts.keys()].map((name) => `    export const ${name}: readonly [string, string];`),
    '}',
    'declare namespace Hallq {',
    ...Object.entries(schemas).map(([name, schema]) => `    type ${typeName(name)} = ${typeOf(schema)};`),
    '}',
    '',
].join('\n'));

// A slip of the pen, which has to be found.
const planted = join(folder, 'planted.js');
writeFileSync(planted, "import { hall } from './pages/lib/hall.js';\nexport const name = hall.view.setings.name;\n");

const { config } = ts.readConfigFile(join(here, 'jsconfig.json'), ts.sys.readFile);
const { options, errors } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
const files = ts.sys.readDirectory(here, ['.js']).map((file) => file.replace(here, join(folder, 'pages')));
const program = ts.createProgram([...files, planted, join(folder, 'declared.d.ts')], options);
const all = [...errors, ...ts.getPreEmitDiagnostics(program)];
const found = all.filter((one) => one.file?.fileName !== planted);
const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => join(folder, 'pages'), getNewLine: () => '\n' };
if (found.length) console.log(ts.formatDiagnostics(found, host));
console.log(`${files.length} scripts, ${found.length} errors, ${all.length - found.length} planted`);
process.exitCode = found.length || all.length - found.length !== 1 || files.length < 30 ? 1 : 0;
