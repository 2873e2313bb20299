#include "tests/rules/alerting.h"

#include "base/err.h"
#include "broker/hall/alert/list.h"
#include "broker/hall/settings/setting.h"

static void must(int err) {
    assert_string_equal(err_text(err), err_text(ERR_OK));
}

size_t look_known(struct fixture *f, const struct alert_known *known) {
    struct memtable *before = memtable_copy(f->mem);
    bool news;
    must(alerts_look(&f->state, f->now_ms, HALL, known, &news));
    must(decide_alerts(&f->state, f->now_ms, HALL, known, &f->decision));
    must(offers_by_itself(&f->state, f->now_ms, HALL, &f->decision));
    assert_null(memtable_difference(before, f->mem));
    memtable_destroy(before);
    assert_int_equal(news, f->decision.record != NULL);
    if (!news)
        return 0;
    f->record = f->decision.record;
    must(record_apply(&f->state, f->decision.record));
    must(alerts_look(&f->state, f->now_ms, HALL, known, &news));
    assert_false(news);
    return f->record->n_events;
}

size_t look(struct fixture *f) {
    static const struct alert_known nothing = {.silent_count = 0};
    return look_known(f, &nothing);
}

void watch(struct fixture *f, int64_t seconds) {
    look(f);
    for (; seconds > 0; seconds -= 15) {
        pass_s(f, seconds < 15 ? seconds : 15);
        look(f);
    }
}

const Hallq__Alert *alert_of(struct fixture *f, Hallq__Alert__Kind kind, uint32_t subject) {
    Hallq__Alert **open;
    size_t count;
    must(alerts_open(&f->state, HALL, &open, &count));
    for (size_t i = 0; i < count; i++)
        if (open[i]->kind == kind && open[i]->subject == subject)
            return open[i];
    return NULL;
}

const Hallq__Alert *alert_need(struct fixture *f, Hallq__Alert__Kind kind, uint32_t subject) {
    const Hallq__Alert *alert = alert_of(f, kind, subject);
    if (!alert)
        fail_msg("no alert of kind %d about %u is open", kind, subject);
    return alert;
}

size_t open_count(struct fixture *f) {
    Hallq__Alert **open;
    size_t count;
    must(alerts_open(&f->state, HALL, &open, &count));
    assert_int_equal(count, hall_row(f)->open_alerts);
    return count;
}

uint64_t raised_count(struct fixture *f) {
    return hall_row(f)->alerts;
}

const Hallq__Alert *told_of(struct fixture *f, uint64_t alert) {
    Hallq__Reply *reply = ask_read(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_GET_ALERTS));
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_ALERTS);
    for (size_t i = 0; i < reply->alerts->n_alerts; i++)
        if (reply->alerts->alerts[i]->alert == alert)
            return reply->alerts->alerts[i];
    return NULL;
}

void mean_set(struct fixture *f, uint32_t service, uint32_t seconds) {
    Hallq__LineRow *row = line_row(f, HALLQ__LINE__KIND__SERVICE, service);
    row->service_mean_ms = seconds * 1000;
    row->services_counted = 50;
    line_change(f, HALLQ__LINE__KIND__SERVICE, service, row);
}

void take_break(struct fixture *f, uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_PAUSE);
    r->counter_pause->reason = text_of(f, "meal");
    assert_done(f, DEVICE_COUNTER + counter, r);
}

void resume_counter(struct fixture *f, uint32_t counter) {
    assert_done(f, DEVICE_COUNTER + counter, request_new(f, HALLQ__REQUEST__BODY_COUNTER_RESUME));
}

void *settings_else(struct fixture *f, const ProtobufCMessageDescriptor *type) {
    const struct setting_group *group = setting_group(type);
    ProtobufCMessage *said = arena_need(&f->arena, type->sizeof_message);
    protobuf_c_message_init(type, said);
    for (size_t i = 0; i < group->row_count; i++) {
        const struct setting *row = &group->rows[i];
        if (row->silence == SETTING_NUMBER)
            *(uint32_t *)((char *)said + setting_field(group, row)->offset) = row->otherwise;
    }
    return said;
}
