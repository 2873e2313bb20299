// topics.c - what cases are about, counted by business day, so that a week's hot topics are seven rows
// and not a walk over all cases. A day's row takes the place of the one LIMIT_TOPIC_DAYS before.
#include <stdlib.h>
#include <string.h>

#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_command.h"

#define DAYS_ASKED 7 // where nothing is said

static Hallq__TopicCount *count_find(Hallq__TopicCount *const *counts, size_t count,
                                     const char *topic, Hallq__Case__Kind kind) {
    for (size_t i = 0; i < count; i++)
        if (counts[i]->kind == kind && !strcmp(counts[i]->topic, topic))
            return counts[i];
    return NULL;
}

static Hallq__TopicCount *count_new(struct arena *arena, const char *topic,
                                    Hallq__Case__Kind kind) {
    Hallq__TopicCount *one = arena_need(arena, sizeof *one);
    hallq__topic_count__init(one);
    one->topic = arena_text(arena, topic);
    one->kind = kind;
    return one;
}

int topics_add(struct change *c, int32_t day, const char *topic, Hallq__Case__Kind kind,
               int change) {
    struct arena *arena = c->state->arena;
    struct key key = key_topics(c->hall, day);
    Hallq__TopicsRow *row;
    int err = topics_row_get(c->state, key, &row);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err || row->day != day) {
        if (change < 0 || (!err && row->day > day))
            return ERR_OK; // counted so long ago that the day's row is gone
        row = arena_need(arena, sizeof *row);
        hallq__topics_row__init(row);
        row->day = day;
    }
    Hallq__TopicCount **counts =
        arena_need(arena, (row->n_counts + 1) * sizeof(Hallq__TopicCount *));
    for (size_t i = 0; i < row->n_counts; i++)
        counts[i] = row->counts[i];
    row->counts = counts;
    Hallq__TopicCount *one = count_find(counts, row->n_counts, topic, kind);
    if (!one && change > 0 && row->n_counts < LIMIT_TOPICS_COUNTED)
        one = counts[row->n_counts++] = count_new(arena, topic, kind);
    if (one && (change > 0 || one->cases))
        one->cases = (uint32_t)((int64_t)one->cases + change);
    return topics_row_put(c->state, key, row);
}

// ---------------------------------------------------------------- the list

static void row_sum(struct deciding *d, const Hallq__TopicsRow *row, Hallq__TopicList *to) {
    for (size_t i = 0; i < row->n_counts; i++) {
        const Hallq__TopicCount *from = row->counts[i];
        Hallq__TopicCount *sum = count_find(to->counts, to->n_counts, from->topic, from->kind);
        if (!from->cases || (!sum && to->n_counts == LIMIT_TOPICS_COUNTED))
            continue;
        if (!sum)
            sum = to->counts[to->n_counts++] = count_new(d->state->arena, from->topic, from->kind);
        sum->cases += from->cases;
    }
}

static int most_first(const void *a, const void *b) {
    const Hallq__TopicCount *x = *(Hallq__TopicCount *const *)a,
                            *y = *(Hallq__TopicCount *const *)b;
    if (x->cases != y->cases)
        return x->cases < y->cases ? 1 : -1;
    int order = strcmp(x->topic, y->topic);
    return order ? order : (x->kind > y->kind) - (x->kind < y->kind);
}

int get_topics_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    uint32_t days = request->get_topics->days ? request->get_topics->days : DAYS_ASKED;
    Hallq__TopicList *list = arena_need(d->state->arena, sizeof *list);
    if (days > LIMIT_TOPICS_ASKED)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "days");
    hallq__topic_list__init(list);
    list->upto_day = d->row->day;
    list->from_day = d->row->day - (int32_t)days + 1;
    list->counts = arena_need(d->state->arena, LIMIT_TOPICS_COUNTED * sizeof *list->counts);
    for (int32_t day = list->from_day; day <= list->upto_day; day++) {
        Hallq__TopicsRow *row;
        struct key key = key_topics(d->hall, day);
        int err = topics_row_get(d->state, key, &row);
        if (!err && row->day == day)
            row_sum(d, row, list);
        else if (err && err != ERR_NOT_FOUND && !row_passed(d->state, TABLE_CASE, key, err))
            return err;
    }
    qsort(list->counts, list->n_counts, sizeof *list->counts, most_first);
    reply->body_case = HALLQ__REPLY__BODY_TOPICS;
    reply->topics = list;
    return ERR_OK;
}
