// write.c - settings as a hall file: the way of fill.c backwards, by the same table.
//
//   out->hold_limit_s == 900 ──▶ row {hold_limit_s, in minutes} ──▶ hold_limit_min: 15
//
// Left out is what says nothing: empty texts and lists, and numbers that are 0 anyhow where a file is silent.
// Times, days and ranges of numbers have a form of their own.
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/character.h"
#include "base/count.h"
#include "base/err.h"
#include "base/wire/field.h"
#include "clients/hallfile/form.h"
#include "clients/hallfile/hallfile.h"
#include "clients/hallfile/hours.h"
#include "clients/hallfile/keys.h"
#include "settings.pb-c.h"

struct writer {
    yaml_emitter_t emitter;
    bool failed;
};

// ---- YAML's events

static void emit(struct writer *w, yaml_event_t *event, int made) {
    if (!made || w->failed || !yaml_emitter_emit(&w->emitter, event))
        w->failed = true;
}

// Texts that need no quotes, whatever they are read as: words of letters and Chinese characters.
static bool is_plain(const char *text) {
    static const char *const others[] = {"null", "Null", "NULL", "true", "false", "closed"};
    const char *at = text, *end = text + strlen(text);
    for (size_t i = 0; i < COUNT(others); i++)
        if (!strcmp(text, others[i]))
            return false;
    while (at < end) {
        uint32_t code = character_take(&at, end);
        bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                      (code >= 0x4e00 && code <= 0x9fff);
        bool inside = (code >= '0' && code <= '9') || code == '-' || code == '_' || code == '/';
        bool between = code == ' ' && at < end && *at != ' ';
        if (!letter && (at == text + 1 || (!inside && !between)))
            return false;
    }
    return *text;
}

static void put_scalar(struct writer *w, const char *text, yaml_scalar_style_t style) {
    yaml_event_t event;
    emit(w, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
                                      (int)strlen(text), 1, 1, style));
}

static void put_plain(struct writer *w, const char *text) {
    put_scalar(w, text, YAML_PLAIN_SCALAR_STYLE);
}

static void put_quoted(struct writer *w, const char *text) {
    put_scalar(w, text, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void put_text(struct writer *w, const char *text) {
    if (is_plain(text))
        put_plain(w, text);
    else
        put_quoted(w, text);
}

static void open_mapping(struct writer *w, bool flow) {
    yaml_event_t event;
    emit(w, &event,
         yaml_mapping_start_event_initialize(
             &event, NULL, NULL, 1, flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
}

static void close_mapping(struct writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_mapping_end_event_initialize(&event));
}

static void open_list(struct writer *w, bool flow) {
    yaml_event_t event;
    emit(w, &event,
         yaml_sequence_start_event_initialize(
             &event, NULL, NULL, 1, flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
}

static void close_list(struct writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_sequence_end_event_initialize(&event));
}

// ---- hours

static void put_hours(struct writer *w, Hallq__DayHours *const *hours, size_t hours_count) {
    char key[FORM_SIZE], spans[FORM_SIZE];
    open_mapping(w, false);
    for (size_t i = 0; i < hours_count;) {
        const Hallq__DayHours *first = hours[i];
        i += form_days(hours + i, hours_count - i, key);
        put_plain(w, key);
        put_plain(w, form_spans(first->spans, first->n_spans, spans));
    }
    close_mapping(w);
}

static const char *text_or(const char *text) {
    return text ? text : "";
}

static bool same_name(const Hallq__Text *a, const Hallq__Text *b) {
    if (!a || !b)
        return a == b;
    return !strcmp(text_or(a->zh), text_or(b->zh)) && !strcmp(text_or(a->en), text_or(b->en));
}

static size_t holiday_run(Hallq__Holiday *const *days, size_t day_count) {
    size_t run = 1;
    while (run < day_count && run < HALLFILE_DATE_RANGE_DAYS &&
           days[run]->day == days[0]->day + (int32_t)run &&
           same_name(days[run]->name, days[0]->name) &&
           form_same_spans(days[run]->spans, days[run]->n_spans, days[0]->spans, days[0]->n_spans))
        run++;
    return run;
}

static void put_message(struct writer *w, const ProtobufCMessage *message, bool flow);

// Within braces, where a comma would end it.
static void put_spans(struct writer *w, Hallq__Span *const *spans, size_t span_count) {
    char text[FORM_SIZE];
    form_spans(spans, span_count, text);
    put_scalar(w, text,
               strchr(text, ',') ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE);
}

static void put_holiday(struct writer *w, const Hallq__Holiday *holiday) {
    char spans[FORM_SIZE];
    form_spans(holiday->spans, holiday->n_spans, spans);
    if (!holiday->name) {
        put_plain(w, spans);
        return;
    }
    open_mapping(w, true);
    put_plain(w, "hours");
    put_spans(w, holiday->spans, holiday->n_spans);
    put_plain(w, "name");
    put_message(w, &holiday->name->base, true);
    close_mapping(w);
}

static void put_holidays(struct writer *w, Hallq__Holiday *const *days, size_t day_count) {
    char key[FORM_SIZE];
    open_mapping(w, false);
    for (size_t i = 0, run; i < day_count; i += run) {
        run = holiday_run(days + i, day_count - i);
        put_plain(w, form_dates(days[i]->day, days[i + run - 1]->day, key));
        put_holiday(w, days[i]);
    }
    close_mapping(w);
}

// ---- fields

// A setting and its value in the message.
struct value {
    const struct setting *row;
    const ProtobufCFieldDescriptor *field;
    const ProtobufCMessage *message;
    const void *at;
    size_t count; // of a list
};

static void put_number(struct writer *w, uint32_t number) {
    char text[FORM_SIZE];
    snprintf(text, sizeof text, "%u", number);
    put_plain(w, text);
}

static void put_choice(struct writer *w, const ProtobufCEnumDescriptor *choices, int choice) {
    char word[SETTING_CHOICE_SIZE];
    if (setting_choice(choices, choice, word))
        put_plain(w, word);
    else
        put_number(w, (uint32_t)choice); // reading it again says what it may be
}

// A time has a colon, which quotes keep from being read as a number.
static void put_whole(struct writer *w, const struct value *v, uint32_t number) {
    char text[FORM_SIZE];
    form_whole(v->row, v->message, number, text);
    if (v->row->form == SETTING_TIME)
        put_quoted(w, text);
    else
        put_plain(w, text);
}

// The value of a field that is no list, or an item of a list.
static void put_value(struct writer *w, const struct value *v, const void *at, bool flow) {
    const void *descriptor = v->field->descriptor;
    if (v->field->type == PROTOBUF_C_TYPE_STRING)
        put_text(w, *(char *const *)at);
    else if (v->field->type == PROTOBUF_C_TYPE_MESSAGE)
        put_message(w, *(ProtobufCMessage *const *)at, flow);
    else if (v->field->type == PROTOBUF_C_TYPE_BOOL)
        put_plain(w, *(const protobuf_c_boolean *)at ? "true" : "false");
    else if (v->field->type == PROTOBUF_C_TYPE_ENUM)
        put_choice(w, descriptor, *(const int *)at);
    else
        put_whole(w, v, *(const uint32_t *)at);
}

// Items are a line each; services, which have hours of their own, are written out.
static void put_list(struct writer *w, const struct value *v) {
    bool of_numbers = v->field->type == PROTOBUF_C_TYPE_UINT32;
    size_t size = of_numbers ? sizeof(uint32_t) : sizeof(void *);
    bool flow = v->field->descriptor != &hallq__service__descriptor;
    open_list(w, of_numbers);
    for (size_t i = 0; i < v->count; i++)
        put_value(w, v, *(const char *const *)v->at + i * size, flow);
    close_list(w);
}

static void put_field(struct writer *w, const struct value *v) {
    if (!is_repeated(v->field))
        put_value(w, v, v->at, true);
    else if (v->field->descriptor == &hallq__day_hours__descriptor)
        put_hours(w, *(Hallq__DayHours *const *const *)v->at, v->count);
    else if (v->field->descriptor == &hallq__holiday__descriptor)
        put_holidays(w, *(Hallq__Holiday *const *const *)v->at, v->count);
    else if (v->field->descriptor == &hallq__span__descriptor)
        put_spans(w, *(Hallq__Span *const *const *)v->at, v->count);
    else
        put_list(w, v);
}

// What a file need not say, since silence means the same.
static bool says_nothing(const struct value *v) {
    if (is_repeated(v->field))
        return !v->count;
    if (v->field->type == PROTOBUF_C_TYPE_STRING)
        return !*text_or(*(char *const *)v->at);
    if (v->field->type == PROTOBUF_C_TYPE_MESSAGE)
        return !*(ProtobufCMessage *const *)v->at;
    if (v->field->type == PROTOBUF_C_TYPE_BOOL)
        return !*(const protobuf_c_boolean *)v->at;
    return !v->row->needed && v->row->silence == SETTING_NOTHING && !*(const uint32_t *)v->at;
}

static struct value value_of(const struct setting_group *group, const struct setting *row,
                             const ProtobufCMessage *message) {
    struct value v = {.row = row, .field = setting_field(group, row), .message = message};
    v.at = (const char *)message + v.field->offset;
    if (is_repeated(v.field))
        v.count = *(const size_t *)((const char *)message + v.field->quantifier_offset);
    return v;
}

static void put_message(struct writer *w, const ProtobufCMessage *message, bool flow) {
    const struct setting_group *group = setting_group(message->descriptor);
    open_mapping(w, flow);
    for (size_t i = 0; i < group->row_count; i++) {
        struct value v = value_of(group, &group->rows[i], message);
        if (!key_shown(v.row) || says_nothing(&v))
            continue;
        put_plain(w, v.row->key);
        put_field(w, &v);
    }
    close_mapping(w);
}

// ---- the file

static int file_write_cb(void *arg, unsigned char *data, size_t size) {
    return fwrite(data, 1, size, arg) == size;
}

static void document_write(struct writer *w, const Hallq__HallSettings *settings) {
    yaml_event_t event;
    emit(w, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(w, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    put_message(w, &settings->base, false);
    emit(w, &event, yaml_document_end_event_initialize(&event, 1));
    emit(w, &event, yaml_stream_end_event_initialize(&event));
}

int hallfile_write(const Hallq__HallSettings *settings, FILE *to) {
    struct writer w = {.failed = false};
    if (!yaml_emitter_initialize(&w.emitter))
        return ERR_NO_MEMORY;
    yaml_emitter_set_output(&w.emitter, file_write_cb, to);
    yaml_emitter_set_unicode(&w.emitter, 1);
    yaml_emitter_set_width(&w.emitter, -1); // a line is a line
    document_write(&w, settings);
    yaml_emitter_delete(&w.emitter);
    return w.failed ? ERR_IO : ERR_OK;
}
