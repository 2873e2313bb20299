// stream_worker.js - one stream for all tabs of a browser: it opens six connections a host, and with six streams no command would
// leave it any more. A tab says {follow: url}, {again: true} after it signed on or off, and {bye: true}; it gets what a Stream
// tells, first the hall as it is.
import { Stream } from './stream.js';
import { change } from './view.js';

const followed = new Map(); // url -> {stream, ports, view, stale}

function follow(url) {
    const one = { ports: new Set(), audience: null, view: null, stale: null };
    one.stream = new Stream(url, (message) => {
        if (message.kind === 'audience') one.audience = message;
        if (message.kind === 'snapshot') one.view = message.data;
        if (message.kind === 'change' && one.view) change(one.view, message.data);
        if (message.kind === 'stale' || message.kind === 'fresh') one.stale = message.kind === 'stale' ? message : null;
        for (const port of one.ports) port.postMessage(message);
    });
    followed.set(url, one);
    return one;
}

function leave(port, url) {
    const one = followed.get(url);
    one?.ports.delete(port);
    if (!one || one.ports.size) return;
    one.stream.close();
    followed.delete(url);
}

self.addEventListener('connect', (event) => {
    const [port] = /** @type {MessageEvent} */ (event).ports;
    let url = '';
    port.onmessage = ({ data }) => {
        if (data.bye) leave(port, url);
        if (data.again) followed.get(url)?.stream.open();
        if (!data.follow) return;
        url = data.follow;
        const one = followed.get(url) ?? follow(url);
        one.ports.add(port);
        if (one.audience) port.postMessage(one.audience);
        if (one.view) port.postMessage({ kind: 'snapshot', data: one.view });
        if (one.stale) port.postMessage(one.stale);
    };
});
