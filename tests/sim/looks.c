#include "tests/sim/looks.h"

#include <stdlib.h>
#include <string.h>

#include "broker/hall/wait/outlook.h"

enum {
    KEPT = 8,
    KEPT_EVERY = 16, // looks
    SILENT = 64,     // devices
};

struct kept {
    bool kept, foreseen;
    size_t record_count, foreseen_count; // of the records before the look, and before the waits
    int64_t now_ms;
    struct alert_silent silent[SILENT];
    size_t silent_count;
    struct said found;
    struct said waits;
};

struct looks {
    struct kept ring[KEPT];
    uint64_t count;
    struct kept *newest; // whose waits are still to be looked at
};

struct looks *looks_create(void) {
    struct looks *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    return l;
}

void looks_destroy(struct looks *l) {
    for (size_t i = 0; i < KEPT; i++) {
        said_fini(&l->ring[i].found);
        said_fini(&l->ring[i].waits);
    }
    free(l);
}

static void found_say(const struct decision *decision, struct said *to) {
    said_clear(to);
    for (size_t i = 0; decision->record && i < decision->record->n_events; i++) {
        said_add(to, "%d{", (int)decision->record->events[i]->body_case);
        said_message(to, (const ProtobufCMessage *)decision->record->events[i]->ticket_issued, NULL,
                     false);
        said_add(to, "}\n");
    }
}

static void waits_say(struct sim *s, struct state *state, int64_t now_ms, struct said *to) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *h;
    struct outlook o;
    said_clear(to);
    if (hall_row_get(state, key_hall(PLAN_HALL), &row) != ERR_OK ||
        settings_get(state, PLAN_HALL, row->version, &h) != ERR_OK)
        return;
    for (size_t i = 0; i < h->n_services; i++) {
        if (outlook_read(state, now_ms, PLAN_HALL, h->services[i]->id, &o) != ERR_OK)
            return sim_fail(s, "store", "no wait can be told");
        said_add(to, "service %u: %d%d %a %a %a %u %u %lld %a %a\n", h->services[i]->id, o.told,
                 o.shown, o.forecast_s, o.lower_s, o.upper_s, o.waiting, o.counters,
                 (long long)o.oldest_entered_at_ms, o.longest_s, o.longest_forecast_s);
    }
}

void looks_keep(struct looks *l, const struct turn_item *item, size_t record_count) {
    if (l->count++ % KEPT_EVERY)
        return;
    struct kept *k = l->newest = &l->ring[l->count / KEPT_EVERY % KEPT];
    k->kept = true;
    k->foreseen = false;
    k->record_count = record_count;
    k->now_ms = item->now_ms;
    k->silent_count = item->known.silent_count < SILENT ? item->known.silent_count : SILENT;
    memcpy(k->silent, item->known.silent, k->silent_count * sizeof k->silent[0]);
    found_say(&item->decision, &k->found);
}

void looks_foresee(struct sim *s, struct looks *l, struct state *state, size_t record_count) {
    struct kept *k = l->newest;
    if (!k)
        return;
    l->newest = NULL;
    k->foreseen = true;
    k->foreseen_count = record_count;
    waits_say(s, state, k->now_ms, &k->waits);
}

static void compare(struct sim *s, const char *what, const struct said *then,
                    const struct said *now) {
    if (strcmp(then->text, now->text) != 0)
        sim_fail(s, "replay", "%s made again from the journal\n  then: %s\n  now:  %s", what,
                 then->text, now->text);
}

static void look_again(struct sim *s, const struct kept *k, struct state *state) {
    struct alert_known known = {k->silent, k->silent_count};
    struct decision decision;
    struct said now = {0};
    if (decide_alerts(state, k->now_ms, PLAN_HALL, &known, &decision) != ERR_OK)
        return sim_fail(s, "store", "a look of before cannot be taken again");
    found_say(&decision, &now);
    compare(s, "a look for alerts", &k->found, &now);
    said_fini(&now);
}

void looks_again(struct sim *s, const struct looks *l, struct state *state, size_t record_count) {
    struct said now = {0};
    for (size_t i = 0; i < KEPT && !s->failed; i++) {
        const struct kept *k = &l->ring[i];
        if (k->kept && k->record_count == record_count)
            look_again(s, k, state);
        if (!k->foreseen || k->foreseen_count != record_count)
            continue;
        waits_say(s, state, k->now_ms, &now);
        compare(s, "the waits", &k->waits, &now);
    }
    said_fini(&now);
}
