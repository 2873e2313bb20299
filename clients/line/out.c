#include "out.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/count.h"
#include "clients/libhallq/json.h"
#include "fields.h"
#include "lines.h"

// A line being written.
struct line {
    FILE *file;
    char *text;
    size_t text_size;
};

static void line_begin(struct line *l) {
    *l = (struct line){0};
    l->file = open_memstream(&l->text, &l->text_size);
    if (!l->file)
        abort();
}

static void text_write(const struct out *o, const char *text) {
    if (!lines_write(text))
        o->failed_cb(o->arg);
}

static void line_end(const struct out *o, struct line *l) {
    fclose(l->file);
    text_write(o, l->text);
    free(l->text);
}

static void json_print(FILE *file, const void *message) {
    char *json = hallq_json_print(message, false);
    fputs(json ? json : "{}", file);
    free(json);
}

static void json_text_print(FILE *file, const char *text) {
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
    }
    fputc('"', file);
}

void out_word(const struct out *o, const char *word) {
    char json[64];
    snprintf(json, sizeof json, "{\"%s\":true}", word);
    text_write(o, o->json ? json : word);
}

void out_message(const struct out *o, const char *word, const ProtobufCMessage *message) {
    struct line l;
    line_begin(&l);
    if (o->json) {
        fprintf(l.file, "{\"%s\":", word);
        json_print(l.file, message);
        fputc('}', l.file);
    } else {
        fputs(word, l.file);
        fields_print(l.file, "", message);
    }
    line_end(o, &l);
}

void out_help(const struct out *o, enum text text) {
    const char *words = text_of(text, o->language);
    struct line l;
    line_begin(&l);
    if (o->json) {
        fputs("{\"help\":", l.file);
        json_text_print(l.file, words);
        fputc('}', l.file);
    } else {
        fprintf(l.file, "help %s", words);
    }
    line_end(o, &l);
}

void out_event(const struct out *o, const Hallq__Event *event) {
    struct line l;
    if (o->json) {
        out_message(o, "event", &event->base);
        return;
    }
    const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
        &hallq__event__descriptor, (unsigned)event->body_case);
    line_begin(&l);
    fprintf(l.file, "event seq=%llu at_ms=%lld %s", (unsigned long long)event->seq,
            (long long)event->at_ms, body ? body->name : "unknown");
    if (body) // every body is a message, and all share one place
        fields_print(l.file, "", &event->ticket_issued->base);
    line_end(o, &l);
}

void out_call(const struct out *o, const Hallq__Call *call, bool late) {
    struct line l;
    line_begin(&l);
    fputs(o->json ? "{\"call\":" : "call", l.file);
    if (o->json)
        json_print(l.file, call);
    else
        fields_print(l.file, "", &call->base);
    if (o->json)
        fputs(late ? ",\"late\":true}" : "}", l.file);
    else if (late)
        fputs(" late", l.file);
    line_end(o, &l);
}

void out_clock(const struct out *o, bool doubted, int64_t hall_at_ms, int64_t wall_at_ms,
               const char *sentence) {
    struct line l;
    line_begin(&l);
    if (o->json)
        fprintf(l.file,
                "{\"clock\":{\"doubt\":%s,\"hall_at_ms\":%lld,\"wall_at_ms\":%lld,\"text\":",
                doubted ? "true" : "false", (long long)hall_at_ms, (long long)wall_at_ms);
    else
        fprintf(l.file, "clock %s hall_at_ms=%lld wall_at_ms=%lld %s", doubted ? "doubt" : "fine",
                (long long)hall_at_ms, (long long)wall_at_ms, sentence);
    if (o->json) {
        json_text_print(l.file, sentence);
        fputs("}}", l.file);
    }
    line_end(o, &l);
}

// ---------------------------------------------------------------- answers

static const char *before(const struct out *o, bool resolved) {
    return !resolved ? "" : o->json ? "\"resolved\":{" : "resolved ";
}

void out_refused(const struct out *o, bool resolved, const char *reason, const char *sentence,
                 const char *detail) {
    struct line l;
    line_begin(&l);
    if (o->json) {
        fprintf(l.file, "{%s\"refused\":{\"reason\":\"%s\",\"text\":", before(o, resolved), reason);
        json_text_print(l.file, sentence);
        fputs(",\"detail\":", l.file);
        json_text_print(l.file, detail);
        fputs(resolved ? "}}}" : "}}", l.file);
    } else {
        fprintf(l.file, "%srefused %s %s", before(o, resolved), reason, sentence);
        const char *noun = refusal_detail(detail, o->language);
        if (*noun)
            fprintf(l.file, " (%s)", noun);
    }
    line_end(o, &l);
}

// The ticket's fields stand without a prefix: they are what most scripts want.
static void done_print(FILE *file, const Hallq__Done *done) {
    Hallq__Done rest = *done;
    if (done->ticket)
        fields_print(file, "", &done->ticket->base);
    rest.ticket = NULL;
    fields_print(file, "", &rest.base);
}

// Whether an answer is told with the name that the reply has for it: pages of records, and what the administrator asks for.
static bool is_named(const Hallq__Reply *reply) {
    static const Hallq__Reply__BodyCase named[] = {
        HALLQ__REPLY__BODY__NOT_SET, HALLQ__REPLY__BODY_REFUSAL, HALLQ__REPLY__BODY_BATCHES,
        HALLQ__REPLY__BODY_JOURNAL,  HALLQ__REPLY__BODY_DEVICES, HALLQ__REPLY__BODY_BACKUP,
        HALLQ__REPLY__BODY_SCRUB,    HALLQ__REPLY__BODY_HOOKS};
    for (size_t i = 0; i < COUNT(named); i++)
        if (reply->body_case == named[i])
            return true;
    return false;
}

static void body_print(FILE *file, const Hallq__Reply *reply) {
    if (reply->body_case == HALLQ__REPLY__BODY_DONE)
        done_print(file, reply->done);
    else if (is_named(reply))
        fields_print(file, "", &reply->base);
    else
        fields_print(file, "", &reply->done->base); // every member of the union is a message
}

void out_said(const struct out *o, const char *sentence) {
    struct line l;
    if (o->json)
        return;
    line_begin(&l);
    fprintf(l.file, "said %s", sentence);
    line_end(o, &l);
}

void out_reply(const struct out *o, bool resolved, const Hallq__Reply *reply) {
    struct line l;
    line_begin(&l);
    if (o->json) {
        fprintf(l.file, "{%s\"ok\":", before(o, resolved));
        json_print(l.file, reply);
        fputs(resolved ? "}}" : "}", l.file);
    } else {
        fprintf(l.file, "%sok", before(o, resolved));
        body_print(l.file, reply);
    }
    line_end(o, &l);
}
