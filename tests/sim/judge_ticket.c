// judge_ticket.c - the row of a ticket against the model's, field by field.
#include "tests/sim/judge_ticket.h"

#include <string.h>

#include "broker/hall/visit/ahead.h"
#include "tests/sim/item_words.h"

static void line_of(struct said *to, const char *name, struct model_line line) {
    if (line.kind)
        said_add(to, " %s={kind=%d id=%u}", name, (int)line.kind, line.id);
}

static void exceptions_say(const struct model_ticket *t, struct said *to) {
    for (size_t i = 0; i < t->exception_count; i++) {
        said_add(to, i ? "{" : " exceptions=[{");
        said_i64(to, "kind", t->exceptions[i].kind);
        said_text(to, "reason", t->exceptions[i].reason);
        said_u64(to, "staff", t->exceptions[i].staff);
        said_add(to, i + 1 == t->exception_count ? "}]" : "}");
    }
}

// What is due of an open ticket.
static uint32_t due_kind(const struct model_ticket *t) {
    if (!t->due_ms)
        return HALLQ__DUE_ROW__KIND__NO_KIND;
    return t->state == CALLED ? HALLQ__DUE_ROW__KIND__NO_SHOW
           : t->state == HELD ? HALLQ__DUE_ROW__KIND__HOLD_END
                              : HALLQ__DUE_ROW__KIND__GAP_END;
}

void judge_ticket(struct sim *s, struct state *state, const struct model_ticket *t) {
    Hallq__TicketRow *row;
    const Hallq__HallSettings *settings;
    struct said seen = {0}, expected = {0};
    bool open = t->state >= EXPECTED && t->state <= HELD;
    if (ticket_row_get(state, key_ticket(PLAN_HALL, t->id), &row) != ERR_OK)
        return sim_fail(s, "state", "ticket %s has no row", t->number);
    if (settings_get(state, PLAN_HALL, s->model->version, &settings) != ERR_OK ||
        ahead_keep(state, PLAN_HALL, settings, row) != ERR_OK)
        return sim_fail(s, "state", "what is ahead of ticket %s cannot be read", t->number);
    said_clear(&seen);
    said_clear(&expected);
    row->n_steps = 0;
    if (!open) {
        row->line = NULL;
        row->rank_ms = row->due_at_ms = row->counter = row->clerk = row->call_count = 0;
        row->served_s = row->return_to_counter = 0;
        row->n_next_services = row->n_returns_after = 0;
    }
    said_message(&seen, &row->base,
                 WAIT_SKIP
                 "in_stream channel called_at_ms line_at_ms serving_since_ms plan_version "
                 "returns_version ",
                 false);
    said_u64(&expected, "ticket", t->id);
    said_text(&expected, "number", t->number);
    said_i64(&expected, "day", t->day);
    said_u64(&expected, "customer_class", t->customer_class);
    said_u64(&expected, "state", t->state);
    if (open)
        line_of(&expected, "line", t->line);
    said_i64(&expected, "rank_ms", open ? t->rank_ms : 0);
    said_i64(&expected, "issued_at_ms", t->issued_ms);
    said_u64(&expected, "counter", open ? t->counter : 0);
    said_u64(&expected, "clerk", open ? t->clerk : 0);
    said_u64(&expected, "call_count", open ? t->call_count : 0);
    said_i64(&expected, "due_at_ms", open ? t->due_ms : 0);
    said_u64(&expected, "in_line", t->in_line);
    said_list(&expected, "next_services", t->next, open ? t->next_count : 0);
    said_u64(&expected, "return_to_counter", open ? t->returns[0] : 0);
    said_u64(&expected, "contact_sealed", t->contact);
    said_u64(&expected, "note_sealed", t->note);
    said_hex(&expected, "code", t->code, t->code_stored ? sizeof t->code : 0);
    said_u64(&expected, "rating", t->rating);
    said_u64(&expected, "served_s", open ? t->served_s : 0);
    said_u64(&expected, "rated_at_counter", t->rated_at_counter);
    said_i64(&expected, "held_at_ms", t->state == HELD ? t->held_ms : 0);
    if (open && t->return_count)
        said_list(&expected, "returns_after", t->returns + 1, t->return_count - 1);
    exceptions_say(t, &expected);
    said_u64(&expected, "second_rating", t->second_rating);
    said_u64(&expected, "due_kind", open ? due_kind(t) : 0);
    if (strcmp(seen.text, expected.text) != 0)
        sim_fail(s, "state", "the row of ticket %s\n  expected: %s\n  seen:     %s", t->number,
                 expected.text, seen.text);
    said_fini(&seen);
    said_fini(&expected);
}
