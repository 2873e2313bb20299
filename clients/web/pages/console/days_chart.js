// days_chart.js - figures over half hours or periods as lines, told apart by ink and dashes so that they are on black and white paper too.
// uPlot draws; what a line is stands beneath in words.
import { html } from 'lit';
import uPlot from 'uplot';

const HEIGHT = 180;
const DASHES = [[], [6, 4], [2, 3]];
const PAPER = '#000';

/** @returns {import('uplot').Options} */
function optionsFor(element, { labels, series }, paper) {
    const style = getComputedStyle(element);
    const colour = (name) => (paper ? PAPER : style.getPropertyValue(name).trim());
    const axis = { stroke: colour('--ink'), grid: { stroke: paper ? '#ccc' : colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
    return {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: (self, min, max) => [min - 0.5, max + 0.5] }, y: { range: (self, min, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [{ ...axis, values: (self, at) => at.map((x) => (Number.isInteger(x) ? (labels[x] ?? '') : '')) }, { ...axis, size: 44 }],
        series: [{}, ...series.map((one, i) => ({ stroke: colour(i ? '--accent' : '--ink'), width: 2, dash: DASHES[i % DASHES.length], points: { show: labels.length < 40, size: 5 } }))],
    };
}

/** <days-chart .chart=${{labels, series: [{name, values}]}}> */
class DaysChart extends HTMLElement {
    #chart = null;
    #plot = null;
    #paper = false;
    #watch = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT }));
    #print = () => this.#draw(true);
    #screen = () => this.#draw(false);

    connectedCallback() {
        this.#watch.observe(this);
        addEventListener('beforeprint', this.#print);
        addEventListener('afterprint', this.#screen);
    }

    disconnectedCallback() {
        this.#watch.disconnect();
        removeEventListener('beforeprint', this.#print);
        removeEventListener('afterprint', this.#screen);
    }

    set chart(chart) {
        if (this.#chart === chart) return;
        this.#chart = chart;
        requestAnimationFrame(() => this.#draw(false));
    }

    #draw(paper) {
        if (!this.isConnected || !this.clientWidth || !this.#chart || (paper && this.#paper)) return;
        this.#paper = paper;
        this.#plot?.destroy();
        const columns = [this.#chart.labels.map((label, i) => i), ...this.#chart.series.map((one) => one.values)];
        this.#plot = new uPlot(optionsFor(this, this.#chart, paper), columns, this);
    }
}
customElements.define('days-chart', DaysChart);

const SAMPLES = ['solid', 'dashed', 'dotted'];

/** A chart with its title, and what each line is. */
export const chartOf = (title, chart) =>
    html`<figure class="chart">
        <figcaption>${title}${chart.series.map((one, i) => html`<span><i class=${SAMPLES[i % SAMPLES.length]}></i>${one.name}</span>`)}</figcaption>
        <days-chart .chart=${chart} role="img" aria-label=${`${title}: ${chart.series.map((one) => one.name).join(', ')}`}></days-chart>
    </figure>`;
