#!/usr/bin/env python3
"""Planted bugs: does the simulation find them?

Each is one line of the rules (or of the simulated turn) made wrong in a copy, behind a number that
the copy's program is started with; the product's sources know nothing of it.

    planted.py generate SOURCE_DIR OUT_DIR     writes the copies
    planted.py files                           names what is copied
    planted.py test PROGRAM                    each bug is found, by its check, within its seeds
"""
import os
import re
import subprocess
import sys

# number, name, checks that may find it, within so many seeds, file, what is right, what is wrong
BUGS = [
    (1, "the newest first", "order", 10, "broker/hall/visit/pick.c",
     "return a->entries[0].rank_ms < b->entries[0].rank_ms;",
     "return (a->entries[0].rank_ms < b->entries[0].rank_ms) != BUG(1);"),
    (2, "a share one too long", "order", 60, "broker/hall/visit/pick.c",
     "bool over = taken + 1 >= share->count;",
     "bool over = taken + !BUG(2) >= share->count;"),
    (3, "a retry applied again", "once", 10, "broker/hall/decide.c",
     "if ((err = retry_find(d, request)) || d->out->retry)",
     "if (!BUG(3) && ((err = retry_find(d, request)) || d->out->retry))"),
    (4, "a number given twice a day", "number", 40, "broker/hall/visit/numbers.c",
     "if (gap->err || !taken)",
     "if (gap->err || !taken || BUG(4))"),
    (5, "a hole in the sequence", "sequence", 10, "broker/hall/core/record.c",
     "record->first_seq = seq + 1;",
     "seq += BUG(5) && seq % 50 == 49;\n    record->first_seq = seq + 1;"),
    (6, "offered again at once", "events", 60, "broker/hall/visit/where.c",
     "line_same(t->line, line) && offer_at_ms > d->now_ms)",
     "line_same(t->line, line) && offer_at_ms > d->now_ms && !BUG(6))"),
    (7, "two tickets at one counter", "counter", 20, "broker/hall/visit/which.c",
     "return d->counter_row->state == HALLQ__COUNTER__STATE__FREE ? ERR_OK : counter_refuse(d);",
     "return d->counter_row->state == HALLQ__COUNTER__STATE__FREE ||\n"
     "                   (BUG(7) && d->counter_row->state == HALLQ__COUNTER__STATE__CALLING)\n"
     "               ? ERR_OK\n               : counter_refuse(d);"),
    (7, None, None, 0, "broker/hall/core/counters.c",
     "if (row->ticket && row->ticket != t->ticket)",
     "if (!BUG(7) && row->ticket && row->ticket != t->ticket)"),
    (8, "a hold never given back", "snapshot display", 60, "broker/hall/core/counters.c",
     "row->held = (uint32_t)((int64_t)row->held + change);",
     "row->held = (uint32_t)((int64_t)row->held + (BUG(8) && change < 0 ? 0 : change));"),
    (9, "a day that begins in a gap of the clock", "events", 200, "broker/hall/core/calendar.c",
     "return local_ms - s.offset_ms > s.from_ms ? local_ms - s.offset_ms : s.from_ms;",
     "return BUG(9) || local_ms - s.offset_ms > s.from_ms ? local_ms - s.offset_ms : s.from_ms;"),
    (10, "a field for staff on the public feed", "privacy", 40, "base/visible.c",
     "        if (m->fields[i].level < level)",
     "        if (m->fields[i].level < level && !(BUG(10) && m->type == &hallq__ticket_held__descriptor))"),
    (71, "a class that only staff give, told to customers", "privacy", 40, "base/visible.c",
     "!((const Hallq__CustomerClass *)message)->self_service;",
     "!BUG(71) && !((const Hallq__CustomerClass *)message)->self_service;"),
    (11, "a repair that leaves one event out", "display", 20, "broker/hall/read/journal.c",
     "struct walk w = {.state = s, .after = after, .feed = feed, .limit_count = LIMIT_REPAIR_EVENTS};",
     "struct walk w = {.state = s, .after = after + BUG(11), .feed = feed,\n"
     "                     .limit_count = LIMIT_REPAIR_EVENTS};"),
    (12, "yesterday's tickets count for the cap", "snapshot display refusal", 60, "broker/hall/day/day.c",
     "row->issued = 0;",
     "row->issued = BUG(12) ? row->issued : 0;"),
    (13, "a row that a replay does not make", "replay", 20, "broker/hall/visit/mean.c",
     "line->services_counted++;",
     "static uint32_t calls;\n    line->service_mean_ms += BUG(13) && ++calls % 5 == 0;\n"
     "    line->services_counted++;"),
    (14, "an answer before the commit", "durable", 20, "tests/sim/host.c",
     "    return err ? err : turn_commit(h);",
     "    if (!err && BUG(14) && !turn_reply(h))\n        return ERR_CLOSED;\n"
     "    return err ? err : turn_commit(h);"),
    (15, "a last call that is never over", "order events", 20, "broker/hall/visit/call.c",
     "return call_count >= d->settings->calls_before_no_show ? d->now_ms + between_ms(d) : 0;",
     "return call_count >= d->settings->calls_before_no_show + BUG(15) ? d->now_ms + between_ms(d)\n"
     "                                                                   : 0;"),
    (16, "one place too far in front", "events", 200, "broker/hall/visit/place.c",
     "struct queue_entry at = entries[count - 1];",
     "struct queue_entry at = entries[count - 1 - (BUG(16) && count > 1)];"),
    (17, "answers forgotten the same day", "model", 40, "broker/hall/day/keep.c",
     "    case HALLQ__ROWS_FORGOTTEN__KIND__NUMBERS:\n        return d->row->day - 1;",
     "    case HALLQ__ROWS_FORGOTTEN__KIND__NUMBERS:\n        return d->row->day - 1 + 2 * BUG(17);"),
    (21, "an old answer for whoever is there now", "once", 200, "broker/hall/decide.c",
     "if (!then->body_hash || d->staff == staff)",
     "if (!then->body_hash || d->staff == staff || BUG(21))"),
    (22, "a contact shown again out of memory", "once", 200, "broker/hall/decide.c",
     "return body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;",
     "return body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT && !BUG(22);"),
    (19, "a removed clerk who calls on", "events order", 200, "broker/hall/counter/leaving.c",
     "if (err || !row->clerk || (settings_staff(d->settings, row->clerk) && !over) ||",
     "if (err || BUG(19) || !row->clerk || (settings_staff(d->settings, row->clerk) && !over) ||"),
    (20, "a clerk's line that nobody looks at", "events", 200, "broker/hall/counter/leaving.c",
     "for (size_t i = 0; i < count && !err; i++) {\n        Hallq__TicketRow *t;",
     "for (size_t i = 0; i < count && !err && !BUG(20); i++) {\n        Hallq__TicketRow *t;"),
    (31, "a sign-on that outlives the day", "events refusal", 40, "broker/hall/day/day.c",
     "return err ? err : presents_end(d);",
     "return err || BUG(31) ? err : presents_end(d);"),
    (32, "a PIN that outlives its person", "events refusal", 200, "broker/hall/settings/people.c",
     "if (!was || !is || strcmp(was->name, is->name))",
     "if (BUG(32) && !is)\n        return true;\n    if (!was || !is || strcmp(was->name, is->name))"),
    (33, "a right PIN that takes back what was tried elsewhere", "events refusal replay", 200, "broker/hall/counter/pin.c",
     "p.staff->wrong_pins = less(p.staff->wrong_pins, count);",
     "p.staff->wrong_pins = BUG(33) ? 0 : less(p.staff->wrong_pins, count);"),
    (34, "a lock that falls on everybody's terminals", "events refusal", 200, "broker/hall/counter/pin.c",
     "p->staff->proved_device == device ? 0 : p->staff->wrong_locked_until_ms,",
     "p->staff->proved_device == device ? 0 : p->staff->wrong_locked_until_ms,\n"
     "        BUG(34) && p->staff->wrong_pins >= LIMIT_PIN_FAILURES ? now_ms + PIN_LOCK_MS : 0,"),
    (51, "what is kept for staff given to customers", "refusal", 60, "broker/hall/visit/issue.c",
     "counted_customers + part_kept(cap, kept_percent) >= cap)",
     "counted_customers + (BUG(51) ? 0 : part_kept(cap, kept_percent)) >= cap)"),
    (61, "past the line without a reason", "refusal", 200, "broker/hall/visit/transfer.c",
     "if (past_line(t, transfer) &&",
     "if (!BUG(61) && past_line(t, transfer) &&"),
    (101, "a calm that begins anew at each look", "alerts", 60, "broker/hall/alert/line.c",
     "{[CROWD_AMBER] = c->amber_calm_since_ms, [CROWD_RED] = c->red_calm_since_ms},",
     "{[CROWD_AMBER] = BUG(101) ? 0 : c->amber_calm_since_ms,\n"
     "             [CROWD_RED] = BUG(101) ? 0 : c->red_calm_since_ms},"),
    (102, "an alert that never ends", "alerts", 60, "broker/hall/alert/look.c",
     "    if (!wanted || wanted->matched) {",
     "    if (!wanted && BUG(102) && told->kind == HALLQ__ALERT__KIND__PAUSED_LONG)\n        return;\n"
     "    if (!wanted || wanted->matched) {"),
    (18, "a counter that keeps a ticket given up", "refusal snapshot display", 60, "broker/hall/visit/place.c",
     "(event->counter && (err = counter_let_go(c, event->counter))))",
     "(event->counter && !BUG(18) && (err = counter_let_go(c, event->counter))))"),
    (91, "a finish that goes back because nobody waits", "refusal", 20, "broker/hall/visit/call.c",
     "if (err != ERR_REFUSED || (reason",
     "if (err != ERR_REFUSED || BUG(91) || (reason"),
    (92, "a first step that stays when the whole is done once more", "snapshot replay answer", 60,
     "broker/hall/core/trial.c",
     "    if (kept->cached) {",
     "    if (BUG(92) && kept->table == TABLE_LINE)\n        return ERR_OK;\n    if (kept->cached) {"),
    (93, "an answer that does not say why nobody was called", "answer", 20, "broker/hall/visit/call.c",
     "done->not_called = reason;",
     "done->not_called = BUG(93) ? HALLQ__REFUSAL__REASON__NONE : reason;"),
    (95, "a note that outlives being forgotten", "events", 100, "broker/hall/visit/forget.c",
     "while (!err && note && forgotten->n_sealed < NOTES_MAX) {",
     "while (!err && note && forgotten->n_sealed < (BUG(95) ? 1 : NOTES_MAX)) {"),
    (96, "a web session that is given another's answer", "once refusal", 40, "broker/hall/core/keys.c",
     "if (principal->len == PRINCIPAL_SIZE) {",
     "if (principal->len == PRINCIPAL_SIZE && !BUG(96)) {"),
    (97, "a code that outlives its day", "refusal", 100, "broker/hall/visit/which.c",
     "if (t->day != d->row->day)\n        return false;\n    if (t->code.len)",
     "if (t->day != d->row->day && !BUG(97))\n        return false;\n    if (t->code.len)"),
    (103, "a measure that is first judged after half an hour", "events", 60, "broker/hall/measure/take.c",
     "taken->judge_at_ms = d->now_ms + MEASURE_JUDGED_FIRST_MIN * MINUTE_MS;",
     "taken->judge_at_ms =\n        d->now_ms + (BUG(103) ? MEASURE_JUDGED_LAST_MIN : MEASURE_JUDGED_FIRST_MIN) * MINUTE_MS;"),
    (104, "people sent to a zone that is out of order", "events", 200, "broker/hall/measure/take.c",
     "if (t->what->kind == HALLQ__MEASURE__KIND__ZONE_OUT)",
     "if (t->what->kind == HALLQ__MEASURE__KIND__ZONE_OUT && !BUG(104))"),
    (105, "an alert that is seen twice", "refusal", 100, "broker/hall/alert/life.c",
     "if (row->alert && row->alert->seen_by)",
     "if (row->alert && row->alert->seen_by && !BUG(105))"),
    (106, "a proposal of what stands already", "advice", 60, "broker/hall/alert/advised.c",
     "if (measure_clash(kept, measure, 0))",
     "if (!BUG(106) && measure_clash(kept, measure, 0))"),
    (109, "a promise of the whole kept with a part of it", "events", 200, "broker/hall/measure/proposed.c",
     "    if (!taken->proposed || !whole)",
     "    if (!taken->proposed || (!whole && !BUG(109)))"),
    (107, "a wait that goes by what stands in no row", "replay", 60, "broker/hall/wait/outlook.c",
     "    ret->upper_s = given.forecast.said.upper_s;",
     "    static uint32_t asked;\n"
     "    ret->upper_s = given.forecast.said.upper_s + (BUG(107) ? ++asked : 0);"),
    (108, "a forecast judged by how often it was judged before", "replay", 60, "broker/hall/wait/stream.c",
     "        *ret_turned = skill_add(&stream.skill, said, waited_s);",
     "        *ret_turned = skill_add(&stream.skill, said, waited_s);\n"
     "    static uint32_t judged;\n    stream.skill.count += BUG(108) && said && ++judged % 3 == 0;"),
    (94, "a clerk signed off by a finish who is given the next", "order store", 60, "broker/hall/core/deciding.c",
     "int err = d->step_cb ? d->step_cb(d) : ERR_OK;",
     "int err = d->step_cb && !BUG(94) ? d->step_cb(d) : ERR_OK;"),
]

PRELUDE = """\
extern int planted_bug;
#define BUG(number) (planted_bug == (number))
struct host;
static _Bool turn_reply(struct host *h) __attribute__((unused));
"""


def files():
    return sorted({bug[4] for bug in BUGS})


def plant(path, text):
    for number, _, _, _, file, right, wrong in BUGS:
        if file != path:
            continue
        if text.count(right) != 1:
            sys.exit(f"planted.py: bug {number}: {path} has this {text.count(right)} times, not "
                     f"once; say in planted.py what is right now:\n{right}")
        text = text.replace(right, wrong)
    prelude = PRELUDE if path.startswith("tests/") else "".join(PRELUDE.splitlines(True)[:2])
    return prelude + f'#line 1 "{path}"\n' + text


def generate(source, out):
    for path in files():
        with open(os.path.join(source, path), encoding="utf-8") as file:
            text = plant(path, file.read())
        to = os.path.join(out, os.path.basename(path))
        with open(to, "w", encoding="utf-8") as file:
            file.write(text)


def as_users_build_it(program):
    """The same program without sanitizers, three times as fast, where HALLQ_SIM_BIN says where that is."""
    folder = os.environ.get("HALLQ_SIM_BIN")
    return os.path.join(folder, os.path.basename(program)) if folder else program


def find(program, bug):
    number, name, checks, seeds = bug[:4]
    run = subprocess.run([program, "--bug", str(number), "--seeds", str(seeds)],
                         stdout=subprocess.PIPE, text=True, check=False)
    seen = re.search(r"^FAILED hallq-simtest --seed (\d+) --check (\w+)", run.stdout, re.M)
    found = seen is not None and seen[2] in checks.split()
    told = f"found by {seen[2]} at seed {seen[1]}" if seen else f"{seeds} seeds saw nothing"
    print(f"{number:2} {name}: {told}" + ("" if found else f"; it is for {checks}"), flush=True)
    return found


def test(program):
    clean = subprocess.run([program, "--seeds", "10"], stdout=subprocess.PIPE, text=True,
                           check=False)
    print(f" 0 no bug: {clean.stdout.strip()}", flush=True)
    results = [find(program, bug) for bug in BUGS if bug[1]]
    sys.exit(0 if all(results) and clean.returncode == 0 else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["generate"] and len(sys.argv) == 4:
        generate(*sys.argv[2:])
    elif sys.argv[1:] == ["files"]:
        print(";".join(files()))
    elif sys.argv[1:2] == ["test"] and len(sys.argv) == 3:
        test(as_users_build_it(sys.argv[2]))
    else:
        sys.exit(__doc__)
