// line.mjs - the line between a browser and the gateway, which a test cuts: a port of its own behind which the gateway is.
import { connect, createServer } from 'node:net';

export class Line {
    #sockets = new Set();
    #server;
    #to;
    #how = 'whole'; // cut: nobody answers; silent: what is open stays open, and nothing comes through; bad: a proxy's 502 or 503
    #bad = 502;

    async start(url) {
        this.#to = Number(new URL(url).port);
        this.#server = createServer((socket) => this.#take(socket));
        await new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
        this.#server.unref(); // a test that fails leaves it open
        this.url = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    #take(socket) {
        this.#keep(socket);
        if (this.#how === 'cut') return socket.resetAndDestroy();
        if (this.#how === 'bad') return socket.once('data', () => socket.end(`HTTP/1.1 ${this.#bad} Bad\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`));
        if (this.#how === 'silent') return;
        const gateway = connect(this.#to, '127.0.0.1');
        this.#keep(gateway);
        socket.on('data', (data) => this.#how === 'silent' || gateway.write(data));
        gateway.on('data', (data) => this.#how === 'silent' || socket.write(data));
        socket.on('close', () => gateway.destroy());
        gateway.on('close', () => this.#how === 'silent' || socket.destroy());
    }

    #keep(socket) {
        this.#sockets.add(socket);
        socket.on('error', () => {}); // its close follows
        socket.on('close', () => this.#sockets.delete(socket));
    }

    #drop() {
        for (const socket of this.#sockets) socket.destroy();
    }

    /** Connections are reset, and so is who comes. */
    cut() {
        this.#how = 'cut';
        this.#drop();
    }

    /** A cable that was pulled: nobody is told of it. */
    silence() {
        this.#how = 'silent';
    }

    /** A proxy in front of a gateway that is away. */
    answerBad(status) {
        this.#how = 'bad';
        this.#bad = status;
        this.#drop();
    }

    /** Who was cut off without a word stays so: as when a switch has forgotten its connections. */
    mend() {
        this.#how = 'whole';
    }

    stop() {
        this.#drop();
        return new Promise((done) => this.#server.close(done));
    }
}
