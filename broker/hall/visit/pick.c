// pick.c - the policies of a counter, over the heads of its lines. A counter's lines are its own
// (tickets for this counter, tickets for this clerk) and those of the services it gives.
//
//   oldest       the smallest rank of all heads. Rule OLDEST.
//   preference   1. own lines, the smaller rank of the two. Rule OWN.
//                2. heads that have waited longer than limit_s: the smallest rank. Rule LIMIT.
//                3. the first service, in the counter's order, with a ticket. Rule PREFERENCE.
//   ratio        1. and 2. as preference.
//                3. a round of the shares: each part takes its count, then the next part's turn
//                   comes; a part without a ticket loses its turn. Rule RATIO.
//                4. services that have no share: the smallest rank. Rule RATIO.
//
// Equal ranks: the ticket that was issued first. The cursor (part, taken) moves by step 3 alone.
// Worked example, two of A, one of B: (0,0) A (0,1) A (1,0) B (0,0) A ...; with no ticket in B:
// (1,0) A (0,1) A (1,0).
//
// A ticket whose row cannot be read is passed over, and so is such a line: no ticket could be
// called from it.
#include "broker/hall/visit/pick.h"

#include "broker/hall/core/counters.h"
#include "broker/hall/core/queue.h"

struct head {
    Hallq__Line__Kind kind;
    uint32_t id;
    struct queue_entry entries[2];
    size_t count;
    const Hallq__TicketRow *ticket; // of entries[0]; read only if a limit asks for it
    int passed_count;
};

struct heads {
    struct head *at; // counter, clerk, then the services in the counter's order of preference
    size_t count;
    uint64_t without; // a ticket that is already called, 0: none
};

enum { OWN_LINES = 2 };

#define PASSED_MAX 100 // of a line, per decision: if more are unreadable, the fault is not theirs

uint32_t waited_s(const Hallq__TicketRow *t, int64_t now_ms) {
    const Hallq__Step *step = t->n_steps ? t->steps[t->n_steps - 1] : NULL;
    int64_t waited_ms = step && step->entered_at_ms ? now_ms - step->entered_at_ms : 0;
    return waited_ms > 0 ? (uint32_t)(waited_ms / 1000) : 0;
}

static int head_read(struct deciding *d, struct head *head, Hallq__Line__Kind kind, uint32_t id) {
    const Hallq__LineRow *row;
    *head = (struct head){.kind = kind, .id = id};
    struct key key = key_line(d->hall, kind, id);
    int err = line_row_need(d->state, key, &row);
    if (row_passed(d->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err || !row->waiting) // a line whose row counts nobody has no entry
        return err;
    return queue_first(d->state, d->hall, kind, id, 2, head->entries, &head->count);
}

static int heads_read(struct deciding *d, struct heads *heads) {
    const uint32_t *services;
    size_t count;
    counter_services(d->settings, d->counter, d->counter_row, &services, &count);
    heads->count = OWN_LINES + count;
    heads->at = arena_need(d->state->arena, heads->count * sizeof *heads->at);
    int err = head_read(d, &heads->at[0], HALLQ__LINE__KIND__COUNTER, d->counter);
    if (!err)
        err = head_read(d, &heads->at[1], HALLQ__LINE__KIND__CLERK, d->staff);
    for (size_t i = 0; i < count && !err; i++)
        err = head_read(d, &heads->at[OWN_LINES + i], HALLQ__LINE__KIND__SERVICE, services[i]);
    return err;
}

// Takes a ticket out of the heads: the second of its line moves up.
static void heads_drop(struct heads *heads, uint64_t ticket) {
    heads->without = ticket;
    for (size_t i = 0; i < heads->count; i++) {
        struct head *head = &heads->at[i];
        if (head->count == 2 && head->entries[1].ticket == ticket)
            head->count = 1;
        if (!head->count || head->entries[0].ticket != ticket)
            continue;
        head->entries[0] = head->entries[1];
        head->count--;
        head->ticket = NULL;
    }
}

// The entries behind the first of a line move up.
static int head_advance(struct deciding *d, const struct heads *heads, struct head *head) {
    struct queue_entry behind[3];
    size_t count;
    if (++head->passed_count > PASSED_MAX)
        return ERR_CORRUPT;
    int err =
        queue_behind(d->state, d->hall, head->kind, head->id, &head->entries[0], 3, behind, &count);
    head->count = 0;
    for (size_t i = 0; i < count && head->count < 2; i++)
        if (behind[i].ticket != heads->without)
            head->entries[head->count++] = behind[i];
    return err;
}

// The first ticket of a line that can be read; count is 0 afterwards if there is none.
static int head_ticket(struct deciding *d, const struct heads *heads, struct head *head) {
    while (head->count && !head->ticket) {
        struct key key = key_ticket(d->hall, head->entries[0].ticket);
        int err = ticket_row_look(d->state, key, &head->ticket);
        if (!err)
            break;
        if (!row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err) ||
            (err = head_advance(d, heads, head)))
            return err;
    }
    return ERR_OK;
}

static bool sooner(const struct head *a, const struct head *b) {
    if (a->entries[0].rank_ms != b->entries[0].rank_ms)
        return a->entries[0].rank_ms < b->entries[0].rank_ms;
    return a->entries[0].ticket < b->entries[0].ticket;
}

// The head of the smallest rank among the heads from..to; with limit_s, among those that have
// waited longer.
static int oldest(struct deciding *d, struct heads *heads, size_t from, size_t to, uint32_t limit_s,
                  struct head **ret) {
    *ret = NULL;
    for (size_t i = from; i < to; i++) {
        struct head *head = &heads->at[i];
        if (!head->count)
            continue;
        int err = limit_s ? head_ticket(d, heads, head) : ERR_OK;
        if (err)
            return err;
        if (!head->count)
            continue;
        if (limit_s && waited_s(head->ticket, d->now_ms) <= limit_s)
            continue;
        if (!*ret || sooner(head, *ret))
            *ret = head;
    }
    return ERR_OK;
}

static struct head *first_service(struct heads *heads) {
    for (size_t i = OWN_LINES; i < heads->count; i++)
        if (heads->at[i].count)
            return &heads->at[i];
    return NULL;
}

static struct head *service_head(struct heads *heads, uint32_t service) {
    for (size_t i = OWN_LINES; i < heads->count; i++)
        if (heads->at[i].id == service && heads->at[i].count)
            return &heads->at[i];
    return NULL;
}

// The next head in the round of the shares, from the cursor on. The settings may have changed under
// the cursor: a part or a count beyond them is over.
static struct head *share_head(const Hallq__LinePolicy *policy, struct heads *heads,
                               struct pick *pick) {
    size_t parts = policy->n_ratio;
    size_t part = pick->ratio_part < parts ? pick->ratio_part : 0;
    uint32_t taken = pick->ratio_part < parts ? pick->ratio_taken : 0;
    for (size_t turns = 0; turns <= parts && parts; turns++) {
        const Hallq__LinePolicy__Share *share = policy->ratio[part];
        struct head *head = taken < share->count ? service_head(heads, share->service) : NULL;
        size_t next = (part + 1) % parts;
        if (head) {
            bool over = taken + 1 >= share->count;
            pick->ratio_part = (uint32_t)(over ? next : part);
            pick->ratio_taken = over ? 0 : taken + 1;
            return head;
        }
        part = next;
        taken = 0;
    }
    return NULL;
}

static int choose_policy(struct deciding *d, const Hallq__LinePolicy *policy, struct heads *heads,
                         struct pick *pick, struct head **ret) {
    pick->rule = HALLQ__WHY__RULE__OWN;
    int err = oldest(d, heads, 0, OWN_LINES, 0, ret);
    if (err || *ret)
        return err;
    pick->rule = HALLQ__WHY__RULE__LIMIT;
    if (policy->limit_s)
        err = oldest(d, heads, OWN_LINES, heads->count, policy->limit_s, ret);
    if (err || *ret)
        return err;
    if (policy->kind == HALLQ__LINE_POLICY__KIND__PREFERENCE) {
        pick->rule = HALLQ__WHY__RULE__PREFERENCE;
        *ret = first_service(heads);
        return ERR_OK;
    }
    pick->rule = HALLQ__WHY__RULE__RATIO;
    *ret = share_head(policy, heads, pick);
    return *ret ? ERR_OK : oldest(d, heads, OWN_LINES, heads->count, 0, ret);
}

static int choose_head(struct deciding *d, struct heads *heads, struct pick *ret,
                       struct head **ret_head) {
    const Hallq__CounterSettings *counter = settings_counter(d->settings, d->counter);
    const Hallq__LinePolicy *policy = counter ? counter->policy : NULL;
    *ret = (struct pick){.ratio_part = d->counter_row->ratio_part,
                         .ratio_taken = d->counter_row->ratio_taken};
    if (policy && (policy->kind == HALLQ__LINE_POLICY__KIND__PREFERENCE ||
                   policy->kind == HALLQ__LINE_POLICY__KIND__RATIO)) {
        return choose_policy(d, policy, heads, ret, ret_head);
    }
    ret->rule = HALLQ__WHY__RULE__OLDEST;
    return oldest(d, heads, 0, heads->count, 0, ret_head);
}

// A head is chosen by rank alone: if its ticket turns out to be unreadable, the choice is made
// again without that ticket.
static int choose(struct deciding *d, struct heads *heads, struct pick *ret) {
    struct head *head;
    uint64_t chosen = 0;
    int err = ERR_OK;
    do {
        err = choose_head(d, heads, ret, &head);
        if (err || !head)
            return err;
        chosen = head->entries[0].ticket;
        if ((err = head_ticket(d, heads, head)))
            return err;
    } while (!head->count || head->entries[0].ticket != chosen);
    ret->ticket = head->ticket;
    ret->line = line_make(d, head->kind, head->id);
    return ERR_OK;
}

int pick_next(struct deciding *d, struct pick *ret_first, struct pick *ret_second) {
    struct heads heads = {.count = 0};
    *ret_second = (struct pick){.ticket = NULL};
    int err = heads_read(d, &heads);
    if (!err)
        err = choose(d, &heads, ret_first);
    if (err || !ret_first->ticket)
        return err;
    heads_drop(&heads, ret_first->ticket->ticket);
    return choose(d, &heads, ret_second);
}

int pick_second(struct deciding *d, uint64_t ticket, struct pick *ret_second) {
    struct heads heads = {.count = 0};
    int err = heads_read(d, &heads);
    if (err)
        return err;
    heads_drop(&heads, ticket);
    return choose(d, &heads, ret_second);
}
