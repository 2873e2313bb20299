#include "tests/sim/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/refusal.h"
#include "base/wire/wire.h"
#include "broker/forecast/start.h"
#include "broker/hall/wait/learnt.h"
#include "tests/sim/alerts.h"
#include "tests/sim/client.h"
#include "tests/sim/coverage.h"
#include "tests/sim/invariant.h"
#include "tests/sim/item_words.h"
#include "tests/sim/judge_ticket.h"
#include "tests/sim/model.h"
#include "tests/sim/replay.h"

#define LOOK_EVERY 16 // turns between two looks at both snapshots
#define LATE_MS 10000

// A command that was applied.
struct applied {
    uint32_t hall, device, web;
    uint64_t session;
    uint32_t number;
    uint64_t seq;
    int64_t at_ms;
    int32_t day;
    char *done;
    int state; // of its subject before
    bool anew; // asked again it is done again
};

struct judge {
    struct truth truth;
    struct invariant *invariant;
    struct alert_watch *alerts;
    struct looks *looks;
    uint64_t turn;
    struct logged *records;
    size_t record_count, record_room;
    struct applied *applied;
    size_t applied_count, applied_room;
    uint64_t turns;
    bool learnt;                          // the hall's forecasts are told by what it has learnt
    bool met[COVERAGE_OPS][MODEL_STATES]; // applied in this run, or about to be
};

struct judge *judge_create(void) {
    struct judge *j = calloc(1, sizeof *j);
    if (!j)
        abort();
    truth_init(&j->truth);
    j->invariant = invariant_create();
    j->alerts = alert_watch_create();
    j->looks = looks_create();
    return j;
}

void judge_destroy(struct judge *j) {
    if (!j)
        return;
    for (size_t i = 0; i < j->record_count; i++)
        free(j->records[i].data);
    for (size_t i = 0; i < j->applied_count; i++)
        free(j->applied[i].done);
    free(j->records);
    free(j->applied);
    truth_fini(&j->truth);
    invariant_destroy(j->invariant);
    alert_watch_destroy(j->alerts);
    looks_destroy(j->looks);
    free(j);
}

const struct plan *judge_plan(const struct sim *s) {
    return s->model->plan;
}

const struct truth *judge_truth(const struct judge *j) {
    return &j->truth;
}

void judge_opened(struct sim *s, uint64_t seq, uint64_t seq0, uint64_t turn) {
    const struct model *m = s->model;
    if (seq != m->seq || seq0 != m->seq0 || turn != s->judge->turn)
        sim_fail(
            s, "durable",
            "after a start the hall is at %llu (turn %llu), but %llu (turn %llu) was committed",
            (unsigned long long)seq, (unsigned long long)turn, (unsigned long long)m->seq,
            (unsigned long long)s->judge->turn);
}

static void fail_item(struct sim *s, const char *check, const struct turn_item *item,
                      const char *what, const char *expected, const char *seen) {
    struct said said = {0};
    said_clear(&said);
    item_say(item, &said);
    sim_fail(s, check, "%s: %s\n  expected: %s\n  seen:     %s", said.text, what, expected, seen);
    said_fini(&said);
}

static void compare(struct sim *s, const char *check, const struct turn_item *item,
                    const char *what, const char *expected, const char *seen) {
    if (strcmp(expected, seen) != 0)
        fail_item(s, check, item, what, expected, seen);
}

// --- the books

static void record_log(struct judge *j, const Hallq__JournalRecord *record) {
    if (j->record_count == j->record_room) {
        j->record_room = j->record_room * 2 + 256;
        j->records = realloc(j->records, j->record_room * sizeof *j->records);
        if (!j->records)
            abort();
    }
    size_t size = wire_size(record);
    struct logged *l = &j->records[j->record_count++];
    *l = (struct logged){record->hall,  record->last_seq, record->turn,
                         record->at_ms, malloc(size + 1), size};
    wire_pack(record, l->data);
}

static struct applied *applied_find(struct judge *j, uint32_t hall, uint32_t device, uint32_t web,
                                    uint64_t session, uint32_t number) {
    for (size_t i = j->applied_count; i--;) {
        struct applied *a = &j->applied[i];
        if (a->number == number && a->session == session && a->device == device && a->web == web &&
            a->hall == hall)
            return a;
    }
    return NULL;
}

static void applied_add(struct sim *s, const struct turn_item *item, const char *done) {
    struct judge *j = s->judge;
    const Hallq__JournalRecord *record = item->decision.record;
    struct applied *twin =
        applied_find(j, record->hall, record->device, client_web(&record->principal),
                     record->session, record->number);
    if (twin && (!record->hall || twin->day >= record->day - 1))
        return fail_item(s, "once", item, "applied a second time", "the answer of then", "events");
    if (j->applied_count == j->applied_room) {
        j->applied_room = j->applied_room * 2 + 256;
        j->applied = realloc(j->applied, j->applied_room * sizeof *j->applied);
        if (!j->applied)
            abort();
    }
    j->applied[j->applied_count++] = (struct applied){
        .hall = record->hall,
        .device = record->device,
        .web = client_web(&record->principal),
        .session = record->session,
        .number = record->number,
        .seq = record->last_seq,
        .at_ms = record->at_ms,
        .day = record->day,
        .done = strdup(done),
        .state = item->subject,
        .anew = item->request->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT,
    };
}

void judge_acknowledged(struct sim *s, uint32_t device, uint32_t web, uint32_t hall,
                        const Hallq__Reply *reply) {
    struct said said = {0};
    if (reply->body_case != HALLQ__REPLY__BODY_DONE || !reply->session)
        return;
    const struct applied *a =
        applied_find(s->judge, hall, device, web, reply->session, reply->number);
    said_clear(&said);
    done_say(reply->done, &said);
    if (!a)
        sim_fail(s, "durable", "device %u was told that %llu/%u was done: it is in no journal",
                 device, (unsigned long long)reply->session, reply->number);
    else if (a->anew)
        ; // each has an answer of its own
    else if (a->seq != reply->seq || a->at_ms != reply->at_ms)
        sim_fail(s, "once", "device %u got %llu/%u as of %llu, it was done at %llu", device,
                 (unsigned long long)reply->session, reply->number, (unsigned long long)reply->seq,
                 (unsigned long long)a->seq);
    else if (strcmp(a->done, said.text) != 0)
        sim_fail(s, "once", "device %u got two answers to %llu/%u\n  first: %s\n  now:   %s",
                 device, (unsigned long long)reply->session, reply->number, a->done, said.text);
    said_fini(&said);
}

// --- one item against the model

static void code_cb(uint64_t ticket, int32_t day, bool see, unsigned char ret[MODEL_CODE]) {
    client_code(ticket, day, see ? CODE_SEE : CODE_ACT, ret);
}

static struct model_asker asker_of(const struct turn_item *item) {
    struct model_asker a = {.device = item->asker.device,
                            .role = item->asker.role,
                            .counter = item->asker.counter,
                            .web = client_web(&item->asker.principal),
                            .principal = item->asker.principal,
                            .contact = item->asker.sealed_contact.len,
                            .note = item->asker.sealed_note.len,
                            .pin_matches = item->asker.pin_matches,
                            .pin_hash = item->asker.pin_hash};
    if (item->asker.codes)
        a.code_cb = code_cb;
    memcpy(a.code, item->asker.code, sizeof a.code);
    return a;
}

static void reasons_say(const struct model_ask *a, struct said *to) {
    said_clear(to);
    for (int i = 0; i < MODEL_REASONS; i++)
        if (a->may[i])
            said_add(to, "%s%s", to->size ? " or " : "", refusal_name((Hallq__Refusal__Reason)i));
    if (!a->must_count)
        said_add(to, "%sdone", to->size ? " or " : "");
}

static bool refusal_right(struct sim *s, const struct turn_item *item, const struct model_ask *a,
                          Hallq__Refusal__Reason seen) {
    struct said expected = {0};
    bool right = seen == HALLQ__REFUSAL__REASON__NONE ? !a->must_count
                                                      : (int)seen < MODEL_REASONS && a->may[seen];
    if (!right) {
        reasons_say(a, &expected);
        fail_item(s, "refusal", item, "the outcome", expected.text,
                  seen ? refusal_name(seen) : "done");
        said_fini(&expected);
    }
    return right;
}

static void judge_events(struct sim *s, const struct turn_item *item, const struct model_ask *a) {
    const Hallq__JournalRecord *record = item->decision.record;
    struct said seen = {0};
    said_clear(&seen);
    events_say(record, &seen);
    if (a->trouble[0])
        fail_item(s, "model", item, "what happened", a->trouble, seen.text);
    compare(s,
            item->kind == ITEM_COMMAND &&
                    (item->request->body_case == HALLQ__REQUEST__BODY_CALL_NEXT ||
                     item->request->body_case == HALLQ__REQUEST__BODY_CALL_NAMED)
                ? "order"
                : "events",
            item, "the events", a->events.text, seen.text);
    if (record && record->hall == PLAN_HALL && record->last_seq != s->model->seq)
        fail_item(s, "sequence", item, "the last number", "the model's", "another");
    for (size_t i = 0; record && i < record->n_events; i++)
        if (record->events[i]->at_ms != item->now_ms)
            fail_item(s, "events", item, "the time of an event", "now", "another");
    if (record)
        sim_note(s, "%s", seen.text);
    said_fini(&seen);
}

static void judge_retry(struct sim *s, const struct turn_item *item, const struct model_ask *a) {
    struct said seen = {0};
    if (!a->retry)
        return fail_item(s, "once", item, "taken for a retry", "a new command", "an old answer");
    said_clear(&seen);
    done_say(item->decision.done, &seen);
    compare(s, "once", item, "the answer to a retry", a->retry->done, seen.text);
    if (item->decision.done_seq != a->retry->seq || item->decision.done_at_ms != a->retry->at_ms)
        fail_item(s, "once", item, "the number of a retried answer", "that of then", "another");
    said_fini(&seen);
}

static void judge_applied(struct sim *s, const struct turn_item *item, const struct model_ask *a) {
    struct said seen = {0};
    said_clear(&seen);
    done_say(item->decision.done, &seen);
    judge_events(s, item, a);
    compare(s, "answer", item, "the answer", a->done.text, seen.text);
    if (!a->anew) {
        applied_add(s, item, seen.text);
        model_remember(s->model, a, item->decision.record->last_seq, seen.text);
    }
    said_fini(&seen);
}

static void judge_command(struct sim *s, const struct turn_item *item, struct model_ask *a) {
    Hallq__Refusal__Reason seen = item->decision.refusal.reason;
    a->seen = seen;
    model_command(a);
    if (item->decision.retry)
        return judge_retry(s, item, a);
    if (a->retry)
        return fail_item(s, "once", item, "it was applied before", "the answer of then",
                         seen ? refusal_name(seen) : "done again");
    if (!refusal_right(s, item, a, seen))
        return;
    if (seen == HALLQ__REFUSAL__REASON__NONE)
        judge_applied(s, item, a);
    else if (item->decision.record || a->event_count)
        judge_events(s, item, a);
}

// --- reads

static void judge_snapshot(struct sim *s, const Hallq__Snapshot *snapshot, enum feed feed,
                           const char *how) {
    Hallq__Snapshot copy = *snapshot;
    struct said seen = {0}, expected = {0};
    bool staff = feed_is_of_staff(feed);
    struct hallq_view view;
    const char *what = "";
    said_clear(&seen);
    said_clear(&expected);
    copy.at_ms = 0;
    said_message(&seen, &copy.base, " settings waits alerts forecast_s ", true);
    model_snapshot(s->model, feed, host_epoch(s->host), &expected);
    if (strcmp(seen.text, expected.text) != 0)
        sim_fail(s, "snapshot", "%s, %s\n  expected: %s\n  seen:     %s", how,
                 feed == FEED_LEAD ? "lead"
                 : staff           ? "staff"
                                   : "public",
                 expected.text, seen.text);
    hallq_view_init(&view, staff);
    if (hallq_view_load(&view, snapshot) != ERR_OK)
        sim_fail(s, "snapshot", "%s: the view refuses it", how);
    else if (!truth_matches(s->judge, feed, snapshot->seq, &view, &what))
        sim_fail(s, "display", "%s at %llu: %s is not the fold of the journal", how,
                 (unsigned long long)snapshot->seq, what);
    hallq_view_fini(&view);
    said_fini(&seen);
    said_fini(&expected);
}

static void judge_read(struct sim *s, const struct turn_item *item, struct model_ask *a) {
    struct said seen = {0};
    const Hallq__Reply *reply = item->reply;
    Hallq__Refusal__Reason reason = reply->body_case == HALLQ__REPLY__BODY_REFUSAL
                                        ? reply->refusal->reason
                                        : HALLQ__REFUSAL__REASON__NONE;
    if (reason == HALLQ__REFUSAL__REASON__TOO_OLD || reason == HALLQ__REFUSAL__REASON__OTHER_EPOCH)
        return;
    bool opinion = model_read(a);
    if (!refusal_right(s, item, a, reason) || reason)
        return;
    if (reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
        return judge_snapshot(s, reply->snapshot, feed_of(item->asker.role),
                              "a snapshot asked for");
    if (!opinion)
        return;
    Hallq__Reply copy = *reply;
    copy.session = copy.number = copy.epoch = copy.seq = copy.at_ms = 0;
    said_clear(&seen);
    said_message(&seen, &copy.base, WAIT_SKIP "no_counter ",
                 reply->body_case == HALLQ__REPLY__BODY_MEASURES);
    compare(s, "read", item, "the answer", a->done.text, seen.text);
    said_fini(&seen);
}

// A service that has left the settings, and of which the day has no count: what stands there are scores of forecasts,
// of tickets that were called in its line before they were moved to another. The model keeps no scores.
static bool is_scores_alone(const struct plan *plan, const Hallq__ServiceReport *r) {
    return !plan_service(plan, r->service) && r->forecast && !r->issued && !r->served &&
           !r->cancelled && !r->no_shows && !r->called && !r->service_left_out &&
           !r->walk_left_out && !r->wait_left_out;
}

// The day's figures, as far as they are counts; services in any order.
static void judge_report(struct sim *s, const struct turn_item *item) {
    struct said seen = {0}, expected = {0};
    if (item->reply->body_case != HALLQ__REPLY__BODY_REPORT)
        return;
    const Hallq__Report *told = item->reply->report;
    Hallq__Report report = *told; // of the services that the model knows of
    report.services = calloc(told->n_services + 1, sizeof(*report.services));
    if (!report.services)
        abort();
    report.n_services = 0;
    for (size_t i = 0; i < told->n_services; i++)
        if (!is_scores_alone(s->model->plan, told->services[i]))
            report.services[report.n_services++] = told->services[i];
    said_clear(&seen);
    said_clear(&expected);
    said_message(&seen, &report.base,
                 " as_of clerks wait_mean_s wait_p50_s wait_p90_s walk_mean_s service_mean_s "
                 "forecast ",
                 true);
    model_report(s->model, item->request->get_report->day, &expected);
    compare(s, "report", item, "the figures", expected.text, seen.text);
    free(report.services);
    said_fini(&seen);
    said_fini(&expected);
}

// What a worker will do was looked at only for who may ask.
static void judge_work(struct sim *s, const struct turn_item *item, struct model_ask *a) {
    Hallq__Refusal__Reason reason = item->decision.refusal.reason;
    if (reason == HALLQ__REFUSAL__REASON__RETRY_LATER)
        return;
    model_read(a);
    refusal_right(s, item, a, reason);
}

// --- a turn

// A call of the next with an end stands in rows of its own.
static int op_of_next(const struct turn_item *item) {
    const Hallq__CallNext *c = item->request->call_next;
    bool none = item->decision.done && item->decision.done->not_called;
    if (!c->finish && !c->no_show)
        return HALLQ__REQUEST__BODY_CALL_NEXT;
    if (c->finish)
        return none ? COVERAGE_ONLY_FINISH : COVERAGE_NEXT_FINISH;
    return none ? COVERAGE_ONLY_NO_SHOW : COVERAGE_NEXT_NO_SHOW;
}

static int op_of_request(const struct turn_item *item) {
    const Hallq__Measure *measure;
    switch ((int)item->request->body_case) {
    case HALLQ__REQUEST__BODY_CALL_NEXT:
        return op_of_next(item);
    case HALLQ__REQUEST__BODY_SEE_ALERT:
        return COVERAGE_SEE_ALERT;
    case HALLQ__REQUEST__BODY_TAKE_MEASURE:
        measure = item->request->take_measure->measure;
        return COVERAGE_TAKE + (measure ? (int)measure->kind : 0);
    case HALLQ__REQUEST__BODY_END_MEASURE:
        return COVERAGE_END_MEASURE;
    default:
        return (int)item->request->body_case;
    }
}

static int op_of(const struct turn_item *item) {
    if (item->kind == ITEM_DUE && item->due.kind == HALLQ__DUE_ROW__KIND__FORGET_SCORES)
        return COVERAGE_FORGET_SCORES;
    if (item->kind == ITEM_DUE && item->due.kind == HALLQ__DUE_ROW__KIND__FORGET_FIGURES)
        return COVERAGE_FORGET_FIGURES;
    if (item->kind == ITEM_DUE && item->due.kind == HALLQ__DUE_ROW__KIND__FOLD)
        return COVERAGE_FOLD;
    if (item->kind == ITEM_DUE)
        return COVERAGE_DUE + (int)item->due.kind;
    if (item->kind == ITEM_HEARD)
        return COVERAGE_HEARD;
    if (item->kind == ITEM_ALERTS)
        return COVERAGE_ALERTS;
    if (item->kind == ITEM_ADVICE)
        return COVERAGE_ADVICE;
    return op_of_request(item);
}

static void judge_count(struct sim *s, const struct turn_item *item, bool unheard) {
    bool retried = item->decision.retry || item->decision.anew;
    enum fate fate = retried        ? FATE_RETRIED
                     : unheard      ? FATE_UNHEARD
                     : item->redone ? FATE_AGAIN
                                    : FATE_CALM;
    int state = item->subject;
    if (item->kind == ITEM_READ || item->kind == ITEM_WORK || item->kind == ITEM_PREPARED)
        return;
    if (retried) {
        const struct applied *a = applied_find(s->judge, item->request->hall, item->asker.device,
                                               client_web(&item->asker.principal),
                                               item->request->session, item->request->number);
        state = a ? a->state : state;
    }
    coverage_count(s->coverage, op_of(item), state, fate, item->decision.record != NULL);
    if (item->kind == ITEM_COMMAND)
        s->coverage->refused[item->decision.refusal.reason]++;
}

static int subject_of(struct sim *s, const struct turn_item *item,
                      const struct model_asker *asker) {
    if (item->kind == ITEM_DUE)
        return model_due_subject(s->model, item->due.kind, item->due.subject);
    if (item->kind == ITEM_HEARD)
        return (int)s->model->counters[item->counter].state;
    if (item->kind == ITEM_ALERTS || item->kind == ITEM_ADVICE)
        return 0;
    return model_subject(s->model, asker, item->request);
}

bool judge_first(struct sim *s, const struct turn_item *item) {
    struct model_asker asker = asker_of(item);
    bool *met = &s->judge->met[op_of(item)][subject_of(s, item, &asker)];
    bool first = !*met;
    *met = true;
    return first;
}

// What is proposed can be done: a window that can be opened, a zone that works.
static void judge_advice(struct sim *s, const struct turn_item *item) {
    const Hallq__Proposal *proposal = item->decision.record->events[0]->alert_advised->proposal;
    s->coverage->advised[s->judge->learnt]++;
    for (size_t i = 0; i < proposal->n_measures; i++) {
        Hallq__Refusal__Reason reason =
            model_could_take(s->model, proposal->measures[i], item->alert, item->now_ms);
        if (reason)
            fail_item(s, "advice", item, "a proposal that is refused", "done",
                      refusal_name(reason));
    }
}

// Which alerts there are the model learns here: they are held to what no alert may do (alerts.h).
static void judge_look(struct sim *s, const struct turn_item *item) {
    struct said seen = {0};
    if (!item->decision.record)
        return;
    model_look(s->model, item->decision.record);
    if (item->kind == ITEM_ADVICE)
        judge_advice(s, item);
    said_clear(&seen);
    events_say(item->decision.record, &seen);
    sim_note(s, "%s", seen.text);
    said_fini(&seen);
}

static void judge_item(struct sim *s, struct turn_item *item) {
    struct model_ask a;
    struct model_asker asker = asker_of(item);
    model_ask_init(&a, s->model, item->now_ms);
    if (item->request) {
        a.asker = &asker;
        a.request = item->request;
    }
    a.seen_record = item->decision.record;
    item->subject = subject_of(s, item, &asker);
    switch (item->kind) {
    case ITEM_COMMAND:
        judge_command(s, item, &a);
        break;
    case ITEM_READ:
        judge_read(s, item, &a);
        break;
    case ITEM_WORK:
        judge_work(s, item, &a);
        break;
    case ITEM_PREPARED:
        judge_report(s, item);
        break;
    case ITEM_DUE:
        model_due(&a, item->due.kind, item->due.subject, item->due.at_ms);
        judge_events(s, item, &a);
        break;
    case ITEM_HEARD:
        model_heard(&a, item->counter, item->heard);
        judge_events(s, item, &a);
        break;
    case ITEM_ALERTS:
        looks_keep(s->judge->looks, item, s->judge->record_count - (item->decision.record != NULL));
        judge_look(s, item);
        break;
    case ITEM_ADVICE:
        judge_look(s, item);
        break;
    }
    model_ask_fini(&a);
}

static void judge_record(struct sim *s, const Hallq__JournalRecord *record, struct arena *arena) {
    struct judge *j = s->judge;
    invariant_look(s, j->invariant, record);
    record_log(j, record);
    s->events += record->n_events;
    for (size_t i = 0; i < record->n_events; i++)
        alert_watch_event(s, j->alerts, record->events[i]);
    if (record->hall == PLAN_HALL)
        truth_fold(s, &j->truth, record, arena);
    else
        s->model->seq0 = record->last_seq;
}

static void look_at_snapshots(struct sim *s) {
    struct state *state = host_state(s);
    Hallq__Snapshot *snapshot;
    for (int feed = 0; state && feed < FEED_COUNT && s->model->plan && !s->failed; feed++) {
        if (snapshot_make(state, host_now_ms(s), PLAN_HALL, (enum feed)feed, &snapshot) == ERR_OK)
            judge_snapshot(s, snapshot, (enum feed)feed, "a snapshot");
        else
            sim_fail(s, "snapshot", "no snapshot can be made");
    }
    if (state)
        host_state_end(s);
}

// Whether alerts and advice go by what the hall has learnt, or still by theory.
static void learnt_note(struct sim *s, struct state *state) {
    struct learnt learnt;
    if (learnt_look(state, PLAN_HALL, &learnt) != ERR_OK)
        return sim_fail(s, "store", "what was learnt cannot be read");
    s->judge->learnt = learnt.forecast.learnt >= START_HALL_WAITS && !s->model->plan->rough;
    s->coverage->looks[s->judge->learnt]++;
}

static void look_at_alerts(struct sim *s, int64_t now_ms) {
    struct state *state = host_state(s);
    if (!state)
        return;
    alert_watch_look(s, s->judge->alerts, state, now_ms);
    looks_foresee(s, s->judge->looks, state, s->judge->record_count);
    learnt_note(s, state);
    host_state_end(s);
}

bool judge_turn(struct sim *s, struct state *state, struct turn_item *items, size_t count,
                bool unheard) {
    bool wrote = false;
    for (size_t i = 0; i < count && !s->failed; i++) {
        const Hallq__JournalRecord *record = items[i].decision.record;
        if (record)
            judge_record(s, record, state->arena);
        if (!s->failed)
            judge_item(s, &items[i]);
        judge_count(s, &items[i], unheard);
        wrote |= record != NULL;
    }
    for (size_t i = 0; i < count && !s->failed; i++)
        if (items[i].kind == ITEM_ALERTS)
            look_at_alerts(s, items[i].now_ms);
    s->judge->turn += wrote;
    s->coverage->turns++;
    if (wrote && ++s->judge->turns % LOOK_EVERY == 0 && !s->failed)
        look_at_snapshots(s);
    return !s->failed;
}

void judge_lost(struct sim *s, struct turn_item *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct model_asker asker = asker_of(&items[i]);
        if (items[i].kind == ITEM_READ || items[i].kind == ITEM_WORK ||
            items[i].kind == ITEM_PREPARED || items[i].decision.retry)
            continue;
        coverage_count(s->coverage, op_of(&items[i]), subject_of(s, &items[i], &asker), FATE_LOST,
                       false);
    }
    s->coverage->crashes++;
}

void judge_replay(struct sim *s) {
    struct state *state = host_state(s);
    if (!state)
        return;
    replay_compare(s, s->judge->records, s->judge->record_count, s->judge->looks, state);
    s->coverage->replays++;
    host_state_end(s);
}

// --- the end

void judge_end(struct sim *s) {
    char late[64];
    struct state *state = host_state(s);
    if (!state)
        return sim_fail(s, "progress", "the broker does not come back");
    if (model_due_late(s->model, host_now_ms(s) - LATE_MS, host_now_ms(s), late, sizeof late))
        sim_fail(s, "progress", "%s was due long ago", late);
    for (size_t i = 0; i < s->model->ticket_count && !s->failed; i++)
        if (s->model->tickets[i].id)
            judge_ticket(s, state, &s->model->tickets[i]);
    host_state_end(s);
    if (!s->failed)
        look_at_snapshots(s);
    if (!s->failed)
        judge_replay(s);
}
