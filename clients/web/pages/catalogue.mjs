// catalogue.mjs - the module 'catalogue' that pages import their texts from: every TEXT(name, zh, en) of the catalogues, as
// `export const NAME = [zh, en]`. A name that no catalogue has is an error of the build, and one that no page uses is left out of
// its bundle.
import { readFileSync } from 'node:fs';

const STRINGS = '((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)';
const ROW = new RegExp(`^TEXT\\(\\s*(\\w+),\\s*${STRINGS},\\s*${STRINGS}\\)`, 'gm');

// Adjacent literals are one text, as in C; what is escaped in C is so in JSON.
const joined = (literals) => [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([whole]) => JSON.parse(whole)).join('');

export function readTexts(files) {
    const texts = new Map();
    for (const file of files)
        for (const [, name, zh, en] of readFileSync(file, 'utf8').matchAll(ROW)) {
            if (texts.has(name)) throw new Error(`${file}: there is a text ${name} already`);
            texts.set(name, [joined(zh), joined(en)]);
        }
    return texts;
}

export function catalogue(files) {
    return {
        name: 'catalogue',
        setup(build) {
            build.onResolve({ filter: /^catalogue$/ }, () => ({ path: 'catalogue', namespace: 'catalogue' }));
            build.onLoad({ filter: /.*/, namespace: 'catalogue' }, () => ({
                contents: [...readTexts(files)]
                    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`)
                    .join('\n'),
            }));
        },
    };
}
