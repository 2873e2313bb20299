// list.c - cases and work slips as leads see them, in pages, and how far one has come for its customer.
// Texts are opened by the caller, from the rows.
#include "base/wire/wire.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/visit/which.h"

struct listing {
    struct state *state;
    void **list;
    size_t count;
    bool more;
};

static bool is_full(struct listing *l) {
    return l->more = l->count == LIMIT_CASES_LIST;
}

static int case_cb(void *arg, struct bytes key, struct bytes value) {
    struct listing *l = arg;
    if (is_full(l))
        return 1;
    const Hallq__CaseRow *row =
        wire_unpack_stored(&hallq__case_row__descriptor, l->state->arena, value.data, value.size);
    if (row && row->now)
        l->list[l->count++] = row->now;
    else
        row_unread(l->state, TABLE_CASE, key);
    return 0;
}

static int work_slip_cb(void *arg, struct bytes key, struct bytes value) {
    struct listing *l = arg;
    if (is_full(l))
        return 1;
    Hallq__WorkSlip *slip =
        wire_unpack_stored(&hallq__work_slip__descriptor, l->state->arena, value.data, value.size);
    if (slip)
        l->list[l->count++] = slip;
    else
        row_unread(l->state, TABLE_CASE, key);
    return 0;
}

static int list(struct listing *l, struct deciding *d, enum part_of_cases part, uint32_t after,
                table_row_cb row_cb) {
    *l = (struct listing){.state = d->state};
    l->list = arena_need(d->state->arena, LIMIT_CASES_LIST * sizeof *l->list);
    if (after == UINT32_MAX)
        return ERR_OK;
    return rows_scan_over(d->state, TABLE_CASE, key_of_cases(d->hall, part, after + 1),
                          KEY_OF_CASES_PREFIX_SIZE, row_cb, l);
}

int get_cases_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetCases *c = request->get_cases;
    Hallq__CaseList *answer = arena_need(d->state->arena, sizeof *answer);
    struct listing l;
    int err = list(&l, d, c->closed ? PART_CLOSED_CASE : PART_OPEN_CASE, c->after, case_cb);
    hallq__case_list__init(answer);
    answer->cases = (Hallq__Case **)l.list;
    answer->n_cases = l.count;
    answer->more = l.more;
    reply->body_case = HALLQ__REPLY__BODY_CASES;
    reply->cases = answer;
    return err;
}

int get_work_slips_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetWorkSlips *c = request->get_work_slips;
    Hallq__WorkSlipList *answer = arena_need(d->state->arena, sizeof *answer);
    struct listing l;
    int err = list(&l, d, c->closed ? PART_CLOSED_SLIP : PART_OPEN_SLIP, c->after, work_slip_cb);
    hallq__work_slip_list__init(answer);
    answer->work_slips = (Hallq__WorkSlip **)l.list;
    answer->n_work_slips = l.count;
    answer->more = l.more;
    reply->body_case = HALLQ__REPLY__BODY_WORK_SLIPS;
    reply->work_slips = answer;
    return err;
}

// ---------------------------------------------------------------- one case

static int case_need(struct deciding *d, uint32_t case_id, Hallq__CaseRow **ret) {
    int err = case_find(d->state, d->hall, case_id, ret);
    return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_CASE, NULL) : err;
}

// Texts that are empty until they are opened.
static char **texts_make(struct arena *arena, size_t count) {
    char **texts = arena_need(arena, (count + 1) * sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = arena_text(arena, "");
    return texts;
}

static int slips_add(struct deciding *d, const Hallq__Case *now, Hallq__CaseCard *card) {
    struct arena *arena = d->state->arena;
    card->work_slips = arena_need(arena, (now->n_work_slips + 1) * sizeof(Hallq__WorkSlip *));
    for (size_t i = 0; i < now->n_work_slips; i++) {
        int err = work_slip_find(d->state, d->hall, now->work_slips[i],
                                 &card->work_slips[card->n_work_slips]);
        if (err && err != ERR_NOT_FOUND)
            return err;
        card->n_work_slips += !err;
    }
    card->n_asked = card->n_replies = card->n_work_slips;
    card->asked = texts_make(arena, card->n_asked);
    card->replies = texts_make(arena, card->n_replies);
    return ERR_OK;
}

int get_case_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    Hallq__CaseCard *card = arena_need(d->state->arena, sizeof *card);
    Hallq__CaseRow *row;
    int err = case_need(d, request->get_case->case_id, &row);
    if (err)
        return err;
    hallq__case_card__init(card);
    card->now = row->now;
    card->steps = row->steps;
    card->n_steps = card->n_notes = row->n_steps;
    card->notes = texts_make(d->state->arena, card->n_notes);
    reply->body_case = HALLQ__REPLY__BODY_CASE_CARD;
    reply->case_card = card;
    return slips_add(d, row->now, card);
}

// Whoever has not the code is told what whoever asks for no case is told.
static bool code_good(const struct deciding *d, const Hallq__GetCaseProgress *c) {
    const struct code_maker *codes = d->asker->codes;
    unsigned char made[CODE_SIZE];
    const ProtobufCBinaryData mine = {sizeof made, made};
    return codes && codes->code_cb(codes->arg, d->hall, CASES_DAY, c->case_id, CODE_CASE, made) &&
           code_right(&mine, &c->code);
}

int get_case_progress_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetCaseProgress *c = request->get_case_progress;
    Hallq__CaseProgress *progress = arena_need(d->state->arena, sizeof *progress);
    Hallq__CaseRow *row;
    if (!code_good(d, c))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_CASE, NULL);
    int err = case_need(d, c->case_id, &row);
    if (err)
        return err;
    hallq__case_progress__init(progress);
    progress->case_id = row->now->case_id;
    progress->kind = row->now->kind;
    progress->state = row->now->state;
    progress->opened_at_ms = row->now->opened_at_ms;
    progress->answer_by_ms = row->now->answer_by_ms;
    progress->answered_at_ms = row->now->answered_at_ms;
    progress->closed_at_ms = row->now->closed_at_ms;
    reply->body_case = HALLQ__REPLY__BODY_CASE_PROGRESS;
    reply->case_progress = progress;
    return ERR_OK;
}
