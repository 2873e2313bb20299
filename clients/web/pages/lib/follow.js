// follow.js - a feed for this page: through the browser's one stream where there are shared workers, else by a stream of its own.
import { Stream } from './stream.js';

const WORKER = '/assets/stream_worker.js';

/** Returns again(): begin anew, since somebody signed on or off. */
export function follow(url, tell) {
    let stream = null;
    const alone = () => (stream ??= new Stream(url, tell));
    if (typeof SharedWorker !== 'function') {
        alone();
        return () => stream.open();
    }
    const worker = new SharedWorker(WORKER, { type: 'module', name: 'hallq' });
    const { port } = worker;
    const begin = () => port.postMessage({ follow: url });
    worker.onerror = () => alone(); // a browser that has them, but not as modules
    port.onmessage = ({ data }) => tell(data);
    port.start();
    begin();
    addEventListener('pagehide', () => port.postMessage({ bye: true }));
    addEventListener('pageshow', (event) => event.persisted && begin());
    return () => (stream ? stream.open() : port.postMessage({ again: true }));
}
