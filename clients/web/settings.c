#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "clients/hallfile/hallfile.h"
#include "command.h"
#include "problem.h"
#include "web.pb-c.h"

static enum language language_asked(const struct http_request *http) {
    const char *asked = http_header(http, "Accept-Language");
    return asked && !strncasecmp(asked, "en", 2) ? LANGUAGE_EN : LANGUAGE_ZH;
}

// Whether who is signed on may see the whole settings; else it was answered.
static bool leads(struct http_request *http, const struct session_now *now) {
    bool may = now && now->audience == FEED_LEAD && now->snapshot->settings;
    if (!may)
        problem_answer_at(http,
                          now ? HALLQ__REFUSAL__REASON__PERSON_MAY_NOT
                              : HALLQ__REFUSAL__REASON__NOT_SIGNED_ON,
                          NULL, 0, 0);
    return may;
}

// ---------------------------------------------------------------- show

static char *file_write(const Hallq__HallSettings *settings, size_t *ret_size) {
    char *text = NULL;
    FILE *to = open_memstream(&text, ret_size);
    int err = to ? hallfile_write(settings, to) : ERR_NO_MEMORY;
    if (to && fclose(to))
        err = ERR_NO_MEMORY;
    if (!err)
        return text;
    free(text);
    return NULL;
}

static void shown_cb(struct http_request *http, const struct session *s,
                     const struct session_now *now, void *arg) {
    char tag[16];
    size_t size;
    (void)s, (void)arg;
    if (!leads(http, now))
        return;
    char *text = file_write(now->snapshot->settings, &size);
    if (!text) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    snprintf(tag, sizeof tag, "\"%u\"", now->snapshot->version);
    http_add_header(http, "ETag", tag);
    http_add_header(http, "Cache-Control", "no-store");
    http_answer(http, &(struct http_answer){.status = 200,
                                            .type = SETTINGS_TYPE "; charset=utf-8",
                                            .body = text,
                                            .body_size = size});
    free(text);
}

void settings_show(const struct sessions *all, struct http_request *http, const struct session *s) {
    session_look(all, http, s, shown_cb, NULL);
}

// ---------------------------------------------------------------- check

// The file of the request, with one more problem where it is of another hall. The zone's table is made by hall time.
static void file_read(const struct http_request *http, const struct session *s,
                      const struct session_now *now, struct arena *a, struct hallfile_result *ret) {
    enum language language = language_asked(http);
    static const char *const path = "hall";
    struct hallfile_place place;
    hallfile_load(http->body, http->body_size, now->snapshot->at_ms, language, a, ret);
    if (!ret->settings || ret->settings->hall == s->hall)
        return;
    struct hallfile_problem *more = arena_need(a, (ret->problem_count + 1) * sizeof *more);
    hallfile_places(http->body, http->body_size, a, &path, 1, &place);
    more[0] = hallfile_other_hall(ret->settings->hall, s->hall, language, a);
    more[0].line = place.line;
    more[0].column = place.column;
    for (size_t i = 0; i < ret->problem_count; i++)
        more[i + 1] = ret->problems[i];
    ret->problems = more;
    ret->problem_count++;
    ret->error_count++;
    ret->settings = NULL;
}

static void problems_tell(Hallq__WebSettingsChecked *told, const struct hallfile_result *result,
                          struct arena *a) {
    told->problems = arena_need(a, (result->problem_count + 1) * sizeof *told->problems);
    for (size_t i = 0; i < result->problem_count; i++) {
        const struct hallfile_problem *p = &result->problems[i];
        Hallq__WebSettingsChecked__Problem *one = arena_need(a, sizeof *one);
        hallq__web_settings_checked__problem__init(one);
        one->line = p->line;
        one->column = p->column;
        one->warning = p->warning;
        one->text = (char *)(uintptr_t)p->text;
        told->problems[told->n_problems++] = one;
    }
}

static void changes_tell(Hallq__WebSettingsChecked *told, const struct http_request *http,
                         const Hallq__HallSettings *before, const Hallq__HallSettings *after,
                         struct arena *a) {
    struct hallfile_change *changes;
    size_t count;
    hallfile_changes(before, after, language_asked(http), a, &changes, &count);
    const char **paths = arena_need(a, (count + 1) * sizeof *paths);
    struct hallfile_place *places = arena_need(a, (count + 1) * sizeof *places);
    for (size_t i = 0; i < count; i++)
        paths[i] = changes[i].path;
    hallfile_places(http->body, http->body_size, a, paths, count, places);
    told->changes = arena_need(a, (count + 1) * sizeof *told->changes);
    for (size_t i = 0; i < count; i++) {
        Hallq__WebSettingsChecked__Change *one = arena_need(a, sizeof *one);
        hallq__web_settings_checked__change__init(one);
        one->line = places[i].line;
        one->text = (char *)(uintptr_t)changes[i].text;
        told->changes[told->n_changes++] = one;
    }
}

static void checked_cb(struct http_request *http, const struct session *s,
                       const struct session_now *now, void *arg) {
    Hallq__WebSettingsChecked told = HALLQ__WEB_SETTINGS_CHECKED__INIT;
    struct hallfile_result result;
    struct arena a;
    (void)arg;
    if (!leads(http, now))
        return;
    arena_init(&a, 0);
    file_read(http, s, now, &a, &result);
    told.version = now->snapshot->version;
    told.fine = result.settings != NULL;
    problems_tell(&told, &result, &a);
    if (result.settings)
        changes_tell(&told, http, now->snapshot->settings, result.settings, &a);
    exchange_answer_json(http, &told);
    arena_fini(&a);
}

void settings_check_file(const struct sessions *all, struct http_request *http,
                         const struct session *s) {
    session_look(all, http, s, checked_cb, NULL);
}

// ---------------------------------------------------------------- apply

// The first line of a refusal's detail: "moves: 中文 / English". *ret_path is what stands before the colon.
static const char *detail_words(const char *detail, enum language language, struct arena *a,
                                const char **ret_path) {
    char *line = arena_text(a, detail);
    line[strcspn(line, "\n")] = '\0';
    char *words = strstr(line, ": "), *english = words ? strstr(words, " / ") : NULL;
    *ret_path = line;
    if (!words)
        return line;
    *words = '\0';
    words += strlen(": ");
    if (!english)
        return words;
    *english = '\0';
    return language == LANGUAGE_EN ? english + strlen(" / ") : words;
}

static bool refused_cb(struct http_request *http, const Hallq__Refusal *refusal, void *arg) {
    struct hallfile_place place = {0};
    struct arena a;
    const char *path;
    (void)arg;
    switch (refusal->reason) {
    case HALLQ__REFUSAL__REASON__BAD_SETTINGS:
    case HALLQ__REFUSAL__REASON__PEOPLE_WAITING:
    case HALLQ__REFUSAL__REASON__COUNTER_BUSY:
        break;
    default:
        return false;
    }
    arena_init(&a, 0);
    const char *what = detail_words(refusal->detail, language_asked(http), &a, &path);
    hallfile_places(http->body, http->body_size, &a, &path, 1, &place);
    problem_answer_at(http, refusal->reason, what, place.line, place.column);
    arena_fini(&a);
    return true;
}

// The version that an ETag names, 0 without one.
static bool made_from_read(struct http_request *http, uint32_t *ret_version) {
    const char *match = http_header(http, "If-Match");
    char text[16] = "";
    size_t len = match ? strlen(match) : 0;
    *ret_version = 0;
    if (!match)
        return true;
    if (len > 2 && len - 2 < sizeof text && match[0] == '"' && match[len - 1] == '"')
        memcpy(text, match + 1, len - 2);
    bool read = number_read_32(text, 1, UINT32_MAX, ret_version);
    if (!read)
        problem_answer(http, PROBLEM_BAD_MATCH, NULL);
    return read;
}

static void settings_send(const struct sessions *all, struct http_request *http,
                          const struct session *s, Hallq__HallSettings *settings) {
    Hallq__ApplySettings body = HALLQ__APPLY_SETTINGS__INIT;
    HALLQ_REQUEST(request, s->hall, APPLY_SETTINGS, apply_settings, &body);
    body.settings = settings;
    request.principal = session_principal(s);
    struct exchange_then then = {.refused_cb = refused_cb};
    if (made_from_read(http, &body.made_from) && command_key_take(http, &request))
        exchange_begin(all->halls, all->halls->client, http, &request, EXCHANGE_DEADLINE_MS, &then);
}

static void first_error_tell(struct http_request *http, const struct hallfile_result *result) {
    size_t i = 0;
    while (i + 1 < result->problem_count && result->problems[i].warning)
        i++;
    const struct hallfile_problem *p = &result->problems[i];
    problem_answer_at(http, HALLQ__REFUSAL__REASON__BAD_SETTINGS, p->text, p->line, p->column);
}

static void apply_cb(struct http_request *http, const struct session *s,
                     const struct session_now *now, void *arg) {
    struct hallfile_result result;
    struct arena a;
    if (!leads(http, now))
        return;
    arena_init(&a, 0);
    file_read(http, s, now, &a, &result);
    if (result.settings)
        settings_send(arg, http, s, result.settings);
    else
        first_error_tell(http, &result);
    arena_fini(&a);
}

void settings_apply_file(const struct sessions *all, struct http_request *http,
                         const struct session *s) {
    session_look(all, http, s, apply_cb, (void *)(uintptr_t)all);
}
