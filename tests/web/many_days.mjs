// many_days.mjs - the figures of a range of days as the broker would tell them, made up with one shape for all: a morning rush, a slow
// noon, and Mondays that are fuller.
const DAY_S = 1800;
const RUSH = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 22, 31, 38, 36, 29, 24, 15, 9, 8, 14, 22, 26, 24, 20, 17, 12, 8, 5, 2];

const flowOf = (issued, slow) => ({
    issued,
    served: Math.round(issued * 0.93),
    cancelled: Math.round(issued * 0.04),
    noShows: Math.round(issued * 0.03),
    entered: issued,
    waits: Math.round(issued * 0.95),
    waitSumS: String(Math.round(issued * 0.95) * slow),
    waitMeanS: slow,
    waitP50S: Math.round(slow * 0.7),
    waitP90S: Math.round(slow * 2.2),
    overTarget: Math.round(issued * 0.12),
    over20Min: Math.round(issued * 0.04),
    walks: issued,
    walkMeanS: 22,
    services: Math.round(issued * 0.92),
    serviceMeanS: 405,
    overService: Math.round(issued * 0.1),
    busyS: String(issued * 420),
    ratings: [1, 2, 6, 40, 90].map((of) => Math.round((of * issued) / 400)),
});

const halfHours = (days) =>
    RUSH.map((issued, halfHour) => ({
        halfHour,
        issued: issued * days,
        waits: issued * days,
        waitMeanS: 120 + issued * 14,
        waitP50S: 90 + issued * 10,
        waitP90S: 240 + issued * 30,
        over20Min: Math.max(0, issued - 25) * days,
        busyS: String(issued * 420 * days),
        countersBusyPercent: Math.round((issued * 42000) / DAY_S),
        countersNeeded: issued ? Math.ceil((issued * 420) / DAY_S) + 2 : 0,
    })).filter((one) => one.issued);

function periodsOf({ fromDay, toDay, by }) {
    const step = { DAY: 1, WEEK: 7, MONTH: 30 }[by];
    const periods = [];
    for (let day = fromDay; step && day <= toDay; day += step) {
        const days = Math.min(step, toDay - day + 1);
        periods.push({ fromDay: day, toDay: day + days - 1, days, flow: flowOf((day % 7 === 4 ? 520 : 380) * days, day % 7 === 4 ? 560 : 340) });
    }
    return periods;
}

/** What get_range answers. */
export function manyDays(asked) {
    const days = asked.toDay - asked.fromDay + 1;
    return {
        range: {
            fromDay: asked.fromDay,
            toDay: asked.toDay,
            asOf: '48211',
            days,
            all: flowOf(400 * days, 372),
            services: [1, 2, 3, 4, 5, 6].map((service) => ({ service, flow: flowOf(Math.round((400 * days) / (service + 1)), 180 + 90 * service), ...(service < 4 && { forecast: { waits: 90 * days, offMeanS: 120 + service, inside: 74 * days } }) })),
            halfHours: halfHours(days),
            clerks: [101, 102, 103, 104].map((staff, i) => ({ staff, days, served: (80 - 9 * i) * days, services: 79 * days, serviceMeanS: 380 + 20 * i, overService: 6 * days, walks: 80 * days, walkMeanS: 20 + i, ratings: [0, 1, 2 + i, 9, 22 - 3 * i].map((of) => of * days), outcomes: [{ code: 'done', count: 70 * days }] })),
            periods: periodsOf(asked),
            paths: [{ services: [1], count: 150 * days, finished: 140 * days, stayMeanS: 900 }, { services: [2, 5], count: 60 * days, finished: 55 * days, stayMeanS: 1500 }],
            exceptions: [{ kind: 'NAMED', reason: 'elderly', count: 2 * days }],
            measures: [{ day: asked.fromDay, measure: { measure: 9, what: { kind: 'OPEN_COUNTER', counter: 6 }, atMs: String(asked.fromDay * 86400000 + 9000000), by: { staff: 302 }, end: 'DAY_OVER', endedAtMs: String(asked.fromDay * 86400000 + 30000000), proposed: true, lines: [{ service: 2, told: true, forecastS: 1860 }], outcomes: [{ minutes: 30, lines: [{ service: 2, told: true, forecastS: 900 }] }] } }],
            worth: { taken: 3 * days, proposed: 2 * days, judged: 2 * days, better: 2 * days, shorterMeanS: 640, promisedMeanS: 900, keptMeanS: 700 },
            forecast: { waits: 270 * days, offMeanS: 122, inside: 220 * days },
            stars: [{ staff: 101, served: 80 * days, ratings: 34 * days, ratingSum: 156 * days, records: [{ day: asked.fromDay, served: 80, ratings: [0, 1, 2, 9, 22] }] }],
            hours: { fromMin: 480, toMin: 1050, firstPercent: 82, lastPercent: 47 },
        },
    };
}
