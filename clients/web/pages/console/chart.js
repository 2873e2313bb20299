// chart.js - a line's waits of the last two hours and the coming one, with the band that four of five waits lie in and the line of twenty
// minutes. uPlot draws; this file makes columns of it.
import uPlot from 'uplot';
import { hall } from '../lib/hall.js';
import { COMING_MIN, PAST_MIN } from './past.js';

const HEIGHT = 64;
const TOP_MIN = 30; // of the scale, in minutes of wait; more where the waits are longer
const LOWER = 3; // columns of the band
const UPPER = 4;

/** [x, past, expected, lower, upper, limit], x in minutes since 1970. */
function columnsOf(past, service, nowMinute) {
    const points = new Map(past.points.get(service) ?? []);
    const coming = past.coming.get(service);
    const limit = (hall.view.settings.alerts?.longWaitS || 1200) / 60;
    /** @type {[number[], ...number[][]]} */
    const columns = [[], [], [], [], [], []];
    const known = coming && !coming.now.nobody;
    for (let x = nowMinute - PAST_MIN; x <= nowMinute + COMING_MIN; x++) {
        const part = (x - nowMinute) / COMING_MIN;
        const of = (field) => (known && part >= 0 ? ((coming.now[field] || 0) * (1 - part) + (coming.later[field] || 0) * part) / 60 : null);
        [x, points.get(x) ?? null, of('forecastS'), of('lowerS'), of('upperS'), limit].forEach((value, i) => columns[i].push(value));
    }
    return columns;
}

/** @returns {import('uplot').Options} */
function optionsFor(element, width) {
    const style = getComputedStyle(element);
    const colour = (name) => style.getPropertyValue(name).trim();
    return {
        width,
        height: HEIGHT,
        pxAlign: false,
        cursor: { show: false },
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: { x: { time: false }, y: { range: (self, min, max) => [0, Math.max(TOP_MIN, max * 1.08)] } },
        padding: [4, 0, 2, 0],
        series: [
            {},
            { stroke: colour('--ink'), width: 2, spanGaps: true },
            { stroke: colour('--accent'), width: 2, dash: [5, 4] },
            { stroke: 'transparent' },
            { stroke: 'transparent' },
            { stroke: colour('--red-mark'), width: 1, dash: [3, 4] },
        ],
        bands: [{ series: [UPPER, LOWER], fill: `${colour('--accent')}30` }],
        hooks: {
            draw: [
                (self) => {
                    const { ctx } = self;
                    const x = self.valToPos(element.nowMinute, 'x', true);
                    ctx.fillStyle = colour('--line');
                    ctx.fillRect(Math.round(x), self.bbox.top, 1, self.bbox.height);
                },
            ],
        },
    };
}

/** <wait-chart>: .draw(past, service) */
class WaitChart extends HTMLElement {
    nowMinute = 0;
    #plot = null;
    #drawn = '';

    connectedCallback() {
        new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT })).observe(this);
    }

    set chart({ past, service }) {
        const minute = Math.floor(hall.now() / 60_000);
        const drawn = `${minute}/${past.points.get(service)?.length}/${past.coming.get(service)?.minute}`;
        if (drawn === this.#drawn || !this.isConnected || !this.clientWidth) {
            if (!this.clientWidth) requestAnimationFrame(() => (this.chart = { past, service }));
            return;
        }
        this.#drawn = drawn;
        this.nowMinute = minute;
        const columns = columnsOf(past, service, minute);
        if (this.#plot) this.#plot.setData(columns);
        else this.#plot = new uPlot(optionsFor(this, this.clientWidth), columns, this);
    }
}
customElements.define('wait-chart', WaitChart);
