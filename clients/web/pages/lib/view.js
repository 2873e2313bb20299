// view.js - a hall as a feed shows it: the snapshot (hallq.Snapshot as JSON), kept true by changes. The server folds; here whole
// parts and elements are put in place, nothing is reckoned.
//
//     {"set": {"day": 20788, "waits": {...}},        these parts are so from now on; null: there is none any more
//      "put": {"counters": [{"counter": 3, ...}]},   these elements of a part are new, or take the place of their like
//      "gone": {"alerts": ["17"]}}                   these are no more

const line = (of) => `${of.line.kind}-${of.line.id}`;

// By what an element is known; of the parts that are lists.
const KEYS = {
    lines: line,
    counters: (of) => String(of.counter),
    calls: (of) => String(of.seq),
    people: (of) => `${of.staff}-${of.device}`,
    measures: (of) => String(of.measure),
    offers: (of) => String(of.measure),
    alerts: (of) => String(of.alert),
    helps: (of) => String(of.help),
};

function putIn(list, key, elements) {
    for (const element of elements) {
        const at = list.findIndex((old) => key(old) === key(element));
        if (at < 0) list.push(element);
        else list[at] = element;
    }
}

/** Applies a change to a view, in place. A part this page does not know is kept as it comes. */
export function change(view, { set = {}, put = {}, gone = {} }) {
    for (const [part, value] of Object.entries(set)) {
        if (value === null) delete view[part];
        else view[part] = value;
    }
    for (const [part, elements] of Object.entries(put)) if (KEYS[part]) putIn((view[part] ??= []), KEYS[part], elements);
    for (const [part, ids] of Object.entries(gone)) {
        const list = (KEYS[part] && view[part]) || [];
        const lost = new Set(ids.map(String));
        for (let i = list.length; i-- > 0; ) if (lost.has(KEYS[part](list[i]))) list.splice(i, 1);
    }
}
