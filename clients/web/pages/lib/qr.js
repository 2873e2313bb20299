// qr.js - a QR code as one path of an SVG: no picture is loaded, and it is sharp at any size.
import { encode } from 'uqr';
import { svg } from 'lit';

const QUIET = 4; // modules of white around it, as the standard asks

export function qr(text) {
    const { data, size } = encode(text, { ecc: 'M', border: 0 });
    let path = '';
    data.forEach((row, y) => row.forEach((dark, x) => dark && (path += `M${x} ${y}h1v1h-1z`)));
    return svg`<rect x=${-QUIET} y=${-QUIET} width=${size + 2 * QUIET} height=${size + 2 * QUIET} fill="#fff"></rect><path d=${path} fill="#000"></path>`;
}

export function qrBox(text) {
    const { size } = encode(text, { ecc: 'M', border: 0 });
    return `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`;
}
