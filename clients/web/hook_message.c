// hook_message.c - {"type":"ticket_called","hall":1,"epoch":"17","seq":"4711",
// "timestamp":"2026-11-30T08:15:00.123Z","data":{"ticket":"12","number":"A012",...}}
#include "hook_message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/wire/field.h"
#include "clients/libhallq/json.h"
#include "secret.h"

static void id_print(struct hook_message *m, const struct hook_of *of, const char *what,
                     uint64_t seq) {
    snprintf(m->id, sizeof m->id, "hallq_%" PRIu32 "_%" PRIu64 "_%" PRIu32 "_%s%" PRIu64, of->hall,
             of->epoch, of->hook, what, seq);
}

static void head_print(struct hook_message *m, const struct hook_of *of, const char *type) {
    jot_clear(&m->body);
    jot_text(&m->body, "{");
    jot_member(&m->body, "type", type);
    jot_printf(&m->body, ",\"hall\":%" PRIu32 ",\"epoch\":\"%" PRIu64 "\"", of->hall, of->epoch);
}

static void time_print(struct jot *body, int64_t at_ms) {
    char text[32] = "";
    time_t at_s = (time_t)(at_ms / 1000);
    struct tm tm;
    if (gmtime_r(&at_s, &tm))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    jot_printf(body, ",\"timestamp\":\"%s.%03uZ\"", text, (unsigned)(at_ms % 1000));
}

bool hook_message_event(struct hook_message *m, const struct hook_of *of,
                        const Hallq__Event *event) {
    const ProtobufCFieldDescriptor *field =
        field_of(&hallq__event__descriptor, (uint32_t)event->body_case);
    char *data = hallq_json_print(event->ticket_issued, false); // each body is one pointer
    if (!data)
        return false;
    id_print(m, of, "", event->seq);
    head_print(m, of, field->name);
    jot_printf(&m->body, ",\"seq\":\"%" PRIu64 "\"", event->seq);
    time_print(&m->body, event->at_ms);
    jot_text(&m->body, ",\"data\":");
    jot_text(&m->body, data);
    jot_text(&m->body, "}");
    free(data);
    return true;
}

void hook_message_gap(struct hook_message *m, const struct hook_of *of, uint64_t after,
                      uint64_t upto, uint64_t events) {
    id_print(m, of, "gap_", upto);
    head_print(m, of, "gap");
    jot_printf(&m->body,
               ",\"seq\":\"%" PRIu64 "\",\"data\":{\"after\":\"%" PRIu64 "\",\"upto\":\"%" PRIu64
               "\"",
               upto, after, upto);
    if (events)
        jot_printf(&m->body, ",\"events\":\"%" PRIu64 "\"", events);
    jot_text(&m->body, "}}");
}

void hook_message_fini(struct hook_message *m) {
    jot_fini(&m->body);
}

void hook_message_sign(const struct hook_message *m, const struct hook_secret *secret, int64_t at_s,
                       char ret[HOOK_SIGNATURES_SIZE]) {
    struct jot signed_text = {0};
    *ret = '\0';
    jot_printf(&signed_text, "%s.%" PRId64 ".", m->id, at_s);
    jot_add(&signed_text, m->body.text, m->body.size);
    for (size_t i = 0; i < secret->key_count; i++) {
        char signature[SECRET_SIGNATURE_SIZE];
        secret_sign(signature, secret->keys[i].bytes, secret->keys[i].size, signed_text.text,
                    signed_text.size);
        size_t len = strlen(ret);
        snprintf(ret + len, HOOK_SIGNATURES_SIZE - len, "%sv1,%s", len ? " " : "", signature);
    }
    jot_fini(&signed_text);
}
