#include "broker/hall/measure/following.h"

#include "broker/hall/measure/measure.h"

// Why this event ends the measure; NO_END: it does not.
static Hallq__Measure__End end_by(const Hallq__Event *event, const Hallq__MeasureNow *now) {
    uint32_t opened = 0;
    if (event->body_case == HALLQ__EVENT__BODY_DAY_OPENED ||
        event->body_case == HALLQ__EVENT__BODY_HALL_REMOVED)
        return HALLQ__MEASURE__END__DAY_OVER;
    if (event->body_case == HALLQ__EVENT__BODY_COUNTER_OPENED)
        opened = event->counter_opened->counter;
    if (event->body_case == HALLQ__EVENT__BODY_COUNTER_RESUMED)
        opened = event->counter_resumed->counter;
    if (opened && now->lasts && now->what->kind == HALLQ__MEASURE__KIND__OPEN_COUNTER &&
        now->what->counter == opened)
        return HALLQ__MEASURE__END__FULFILLED;
    if (event->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED && now->lasts &&
        !measure_still_fits(event->settings_applied->settings, now->what))
        return HALLQ__MEASURE__END__SETTINGS_GONE;
    return HALLQ__MEASURE__END__NO_END;
}

static bool ends_some(const Hallq__Event *event) {
    return event->body_case == HALLQ__EVENT__BODY_DAY_OPENED ||
           event->body_case == HALLQ__EVENT__BODY_HALL_REMOVED ||
           event->body_case == HALLQ__EVENT__BODY_COUNTER_OPENED ||
           event->body_case == HALLQ__EVENT__BODY_COUNTER_RESUMED ||
           event->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED;
}

// Whether an event of the record has ended the measure already.
static bool ended_already(const struct deciding *d, uint32_t measure) {
    const Hallq__JournalRecord *record = d->out->record;
    for (size_t i = 0; i < record->n_events; i++)
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_MEASURE_ENDED &&
            record->events[i]->measure_ended->measure == measure)
            return true;
    return false;
}

static int event_look(struct deciding *d, const Hallq__Event *event) {
    struct measures kept;
    int err = measures_read(d->state, d->hall, d->row, &kept);
    for (size_t i = 0; i < kept.count && !err; i++) {
        const Hallq__MeasureNow *now = kept.rows[i]->now;
        Hallq__Measure__End why = end_by(event, now);
        if (why && measure_is_open(kept.rows[i]) && !ended_already(d, now->measure))
            measure_end(d, now, why, NULL);
    }
    return err;
}

int measures_after(struct deciding *d) {
    size_t count = d->out->record->n_events;
    int err = ERR_OK;
    for (size_t i = 0; i < count && d->row->open_measures && !err; i++)
        if (ends_some(d->out->record->events[i]))
            err = event_look(d, d->out->record->events[i]);
    return err;
}
