// accent.js - the hall's own colour, where its settings have one: turned lighter or darker until what is written in it can be read on
// the page's ground, light or dark (WCAG: 4.5:1, on the display 7:1), and until what is written on it can be.
import { hall } from './hall.js';

const CHANNELS = [0.2126, 0.7152, 0.0722];
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const STEP = 0.02;
const NAMES = ['--accent', '--accent-deep', '--accent-ground', '--on-accent', '--focus'];

const parsed = (text) => (/^[0-9a-f]{6}$/.test(text) ? [0, 2, 4].map((at) => parseInt(text.slice(at, at + 2), 16)) : null);
const css = (colour) => `#${colour.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`;
const mix = (from, to, part) => from.map((one, i) => one + (to[i] - one) * part);

function luminance(colour) {
    return colour.reduce((sum, one, i) => {
        const part = one / 255;
        return sum + CHANNELS[i] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
}

export function contrast(a, b) {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
}

/** The nearest colour towards `to` that stands out `least` times from all of the grounds. */
function readable(colour, grounds, least, to) {
    for (let part = 0; part < 1; part += STEP) {
        const made = mix(colour, to, part);
        if (grounds.every((ground) => contrast(made, ground) >= least)) return made;
    }
    return to;
}

const groundOf = (name) => parsed(getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1)) ?? WHITE;

let shown = '';

/** Puts the hall's colour in the place of the page's own; it stands out `least` times from the page's grounds, named by their variables. */
export function showAccent(least = 4.5, names = ['--ground', '--paper']) {
    const text = hall.view?.settings?.accent ?? '';
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const key = `${text}/${dark}`;
    if (key === shown) return;
    shown = key;
    const { style } = document.documentElement;
    for (const name of NAMES) style.removeProperty(name);
    const colour = parsed(text);
    if (!colour) return;
    const grounds = names.map(groundOf);
    const isDark = luminance(grounds[0]) < 0.2;
    const away = isDark ? WHITE : BLACK;
    const accent = readable(colour, grounds, least, away);
    const on = contrast(accent, WHITE) >= 4.5 ? WHITE : BLACK;
    style.setProperty('--accent', css(accent));
    style.setProperty('--accent-deep', css(mix(accent, away, 0.2)));
    style.setProperty('--accent-ground', css(mix(grounds.at(-1), colour, isDark ? 0.28 : 0.1)));
    style.setProperty('--on-accent', css(on));
    style.setProperty('--focus', css(accent));
}
