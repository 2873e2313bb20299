// build.mjs - makes the pages: node build.mjs OUT MODULES
//
//     OUT/display.html          as in html/
//     OUT/assets/display.js     display/main.js and all it imports, in one file
//     OUT/assets/display.css    css/display.css and all it imports
//     OUT/assets/display.js.gz  beside each of them, for browsers that take it
//
// MODULES is the node_modules that `npm ci` made in the build folder; nothing of it is in the source tree.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { catalogue } from './catalogue.mjs';

const GZIP_MAX = 100 * 1024; // a page with its script and style; the TV boxes are five years old
const OLDEST = ['chrome90', 'safari15'];
const PAGES = ['index', 'display', 'kiosk', 'counter', 'console', 'phone'];

const here = dirname(fileURLToPath(import.meta.url));
const [out, modules] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, 'any.js'))('esbuild');
const folder = (page) => (page === 'index' ? 'start' : page);

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
for (const page of PAGES) cpSync(join(here, 'html', `${page}.html`), join(out, `${page}.html`));

cpSync(join(here, 'pictures'), join(out, 'assets'), { recursive: true });

const entries = [{ in: join(here, 'lib/stream_worker.js'), out: 'stream_worker' }];
for (const page of PAGES)
    entries.push({ in: join(here, folder(page), 'main.js'), out: page }, { in: join(here, 'css', `${folder(page)}.css`), out: page });
await esbuild.build({
    entryPoints: entries,
    outdir: join(out, 'assets'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: OLDEST,
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'error' }, // a text that no catalogue has
    nodePaths: [modules],
    plugins: [catalogue([join(here, '../../text/text.def'), join(here, '../../text/alerts.def'), join(here, '../../text/figures.def'), join(here, 'web.def')])],
});

/** Writes FILE.gz beside FILE; returns its size. */
function packed(file) {
    const bytes = gzipSync(readFileSync(join(out, file)), { level: 9 });
    writeFileSync(join(out, `${file}.gz`), bytes);
    return bytes.length;
}

packed('assets/stream_worker.js');
for (const page of PAGES) {
    const files = [`${page}.html`, `assets/${page}.js`, `assets/${page}.css`];
    const size = files.reduce((sum, file) => sum + packed(file), 0);
    console.log(`${page}: ${(size / 1024).toFixed(1)} kB gzip`);
    if (size > GZIP_MAX) throw new Error(`${page} is ${size} bytes, more than ${GZIP_MAX}: leave something out of it`);
}
