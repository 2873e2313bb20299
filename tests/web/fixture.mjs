// fixture.mjs - a server that stands in for hallq-web in tests of the pages: the built pages under the same policy (no inline script
// or style), a feed that the test writes to, and answers to commands that the test chooses. Speaks the contract of
// docs/INTEGRATION.md; what the gateway itself does is tested with the gateway.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const PAGES = { '/': 'index.html', '/display': 'display.html', '/kiosk': 'kiosk.html', '/counter': 'counter.html', '/console': 'console.html' };

export class Fixture {
    view = null;
    session = null; // answer of GET /v1/session
    cut = 0; // a proxy's 502 or 503 to everything but pages, streams ended; 0: it is not
    commands = []; // {command, body, key}
    answer = {}; // command -> (body) => [status, JSON] or JSON
    card = null; // of a ticket's page
    audience = null; // data of the event of that name; null: none is sent
    sounds = {}; // number -> WAV, of what is spoken
    #streams = new Set();
    #server;

    async start(pages) {
        this.pages = pages;
        this.#server = createServer((request, response) => this.#serve(request, response));
        await new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
        this.#server.unref(); // a test that fails leaves it open
        this.url = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    stop() {
        for (const stream of this.#streams) stream.destroy();
        this.#server.closeAllConnections();
        return new Promise((done) => this.#server.close(done));
    }

    show(view) {
        this.view = view;
        this.emit('snapshot', view);
    }

    emit(event, data) {
        for (const stream of this.#streams) stream.write(`event: ${event}\nid: ${this.view?.seq}\ndata: ${JSON.stringify(data)}\n\n`);
    }

    /** The line to the gateway is cut; whoever comes is answered 502 or 503, which ends an EventSource for good. */
    cutLine(status = 503) {
        this.cut = status;
        for (const stream of this.#streams) stream.destroy();
        this.#streams.clear();
    }

    get followers() {
        return this.#streams.size;
    }

    #send(response, status, data, type = 'application/json') {
        response.writeHead(status, { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-store' });
        response.end(Buffer.isBuffer(data) || typeof data === 'string' ? data : data && JSON.stringify(data));
    }

    #page(path, response) {
        const file = PAGES[path] ?? (path.startsWith('/t/') ? 'phone.html' : normalize(path).replace(/^[/.]+/, ''));
        try {
            this.#send(response, 200, readFileSync(join(this.pages, file)), TYPES[file.split('.').pop()] ?? 'application/octet-stream');
        } catch {
            this.#send(response, 404, { reason: 'NO_SUCH_PATH' });
        }
    }

    #feed(response) {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
        response.write('retry: 500\n: ok\n\n');
        this.#streams.add(response);
        response.on('close', () => this.#streams.delete(response));
        if (this.audience) response.write(`event: audience\ndata: ${JSON.stringify(this.audience)}\n\n`);
        if (this.view) response.write(`event: snapshot\ndata: ${JSON.stringify(this.view)}\n\n`);
    }

    async #command(name, request, response) {
        let text = '';
        for await (const chunk of request) text += chunk;
        const isFile = request.headers['content-type'] === 'application/yaml';
        const body = isFile ? { text, match: request.headers['if-match'] } : text ? JSON.parse(text) : {};
        this.commands.push({ command: name, body, key: request.headers['idempotency-key'], csrf: request.headers['x-csrf-token'] });
        const made = this.answer[name] ? await this.answer[name](body) : [404, { reason: 'NO_SUCH_COMMAND', detail: '没有该命令', detail_en: 'no such command' }];
        const [status, data] = Array.isArray(made) ? made : [200, made];
        if (made.etag) return this.#file(response, made);
        if (name === 'issue' && status === 200) response.setHeader('location', '/t/1-98-xCG2Sfp3LzX8kQ1vWqYb0A');
        this.#send(response, status, data, status < 400 ? 'application/json' : 'application/problem+json');
    }

    #file(response, { text, etag }) {
        response.setHeader('etag', etag);
        this.#send(response, 200, text, 'application/yaml; charset=utf-8');
    }

    async #serve(request, response) {
        const { pathname: path } = new URL(request.url, this.url);
        if (!path.startsWith('/v1/')) return this.#page(path, response);
        if (this.cut) return this.#send(response, this.cut, { reason: 'NO_BROKER', detail: '服务端没有应答', detail_en: 'the broker does not answer' });
        const parts = path.split('/').slice(2);
        if (path === '/v1/halls') return this.#send(response, 200, { halls: [{ hall: 1, name: this.view?.settings.name }] });
        if (path === '/v1/session' && request.method === 'GET') return this.#send(response, this.session ? 200 : 204, this.session ?? '');
        if (parts[2] === 'feed') return this.#feed(response);
        if (parts[2] === 'voice') return this.sounds[parts[3]] ? this.#send(response, 200, this.sounds[parts[3]], 'audio/wav') : this.#send(response, 404, { reason: 'NO_SUCH_PATH' });
        if (parts[2] === 'tickets') return this.card ? this.#send(response, 200, this.card) : this.#send(response, 404, { reason: 'NO_TICKET', detail: '没有该号码，请核对票面', detail_en: 'there is no such ticket' });
        return this.#command(parts[0] === 'halls' ? parts.slice(2).join('_') : parts.filter(Boolean).join('_'), request, response);
    }
}
