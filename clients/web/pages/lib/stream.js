// stream.js - a hall's feed by server-sent events, for as long as the page lives.
//
// What an EventSource does not do is done here: after a 502, a 503 or an answer of another type it is dead for good, so a new one
// is made after a while, chosen at random so that a hall's screens do not all come back at once; a line that was cut without a word
// is noticed by its silence, since beats come each 10 s.

const SILENT_MS = 25_000; // two beats and a half
const STALE_AFTER_MS = 3_000; // a short gap is nothing to tell people of
const AGAIN_MIN_MS = 1_000;
const AGAIN_MAX_MS = 30_000;
const EVENTS = ['audience', 'snapshot', 'change', 'stale', 'fresh', 'beat', 'voice'];
const SAY_NOTHING_OF_IT = ['audience', 'beat', 'voice']; // whether what was told is out of date

/**
 * Follows `url`. `tell(message)` gets {kind: 'audience' | 'snapshot' | 'change' | 'beat' | 'voice', data}, and {kind: 'stale', since} or {kind: 'fresh'}
 * when what was told last began or ended to be out of date.
 */
export class Stream {
    #url;
    #tell;
    #source = null;
    #silence = 0;
    #again = 0;
    #tries = 0;
    #cut = { link: 0, broker: 0 }; // since when, 0: it is not
    #toldStale = 0;
    #staleTimer = 0;

    constructor(url, tell) {
        this.#url = url;
        this.#tell = tell;
        this.open();
    }

    /** Begins anew, with a snapshot: after somebody signed on or off the feed is another. */
    open() {
        this.close();
        const source = new EventSource(this.#url);
        this.#source = source;
        source.onopen = () => this.#heard();
        source.onerror = () => this.#failed(source);
        for (const kind of EVENTS) source.addEventListener(kind, (event) => this.#got(kind, event));
        this.#listen();
    }

    close() {
        clearTimeout(this.#again);
        clearTimeout(this.#silence);
        this.#source?.close();
        this.#source = null;
    }

    #got(kind, event) {
        this.#heard();
        if (kind === 'stale') return this.#broker(Number(JSON.parse(event.data).since) || Date.now());
        if (!SAY_NOTHING_OF_IT.includes(kind)) this.#broker(0);
        if (kind !== 'fresh') this.#tell({ kind, data: event.data ? JSON.parse(event.data) : {} });
    }

    #listen() {
        clearTimeout(this.#silence);
        this.#silence = setTimeout(() => this.#lost(), SILENT_MS);
    }

    #heard() {
        this.#tries = 0;
        this.#listen();
        this.#cut.link = 0;
        this.#judge();
    }

    #broker(since) {
        this.#cut.broker = since;
        this.#judge();
    }

    #failed(source) {
        if (source !== this.#source) return;
        this.#cut.link ||= Date.now();
        this.#judge();
        if (source.readyState === EventSource.CLOSED) this.#lost(); // else it tries again itself
    }

    #lost() {
        this.close();
        this.#cut.link ||= Date.now();
        this.#judge();
        const most = Math.min(AGAIN_MAX_MS, AGAIN_MIN_MS * 2 ** ++this.#tries);
        this.#again = setTimeout(() => this.open(), AGAIN_MIN_MS + Math.random() * (most - AGAIN_MIN_MS));
    }

    #judge() {
        const since = this.#cut.broker || this.#cut.link;
        clearTimeout(this.#staleTimer);
        if (!since) {
            if (this.#toldStale) this.#tell({ kind: 'fresh' });
            this.#toldStale = 0;
        } else if (!this.#toldStale) {
            const rest = this.#cut.broker ? 0 : Math.max(0, since + STALE_AFTER_MS - Date.now());
            this.#staleTimer = setTimeout(() => {
                this.#toldStale = since;
                this.#tell({ kind: 'stale', since });
            }, rest);
        }
    }
}
