// desk.c - no PIN stays behind longer than it is needed.
#include "desk.h"

#include <string.h>

#include "base/limit.h"
#include "base/number.h"

void desk_init(struct desk *d, const struct desk_screen *screen, uint32_t counter,
               enum language language, struct outlet outlet) {
    *d =
        (struct desk){.screen = screen, .counter = counter, .language = language, .outlet = outlet};
}

static void pins_forget(struct desk *d) {
    for (size_t i = 0; i < DESK_PINS; i++)
        explicit_bzero(d->pins[i], sizeof d->pins[i]);
}

void desk_fini(struct desk *d) {
    modal_fini(&d->modal);
    pins_forget(d);
}

const char *desk_say(const struct desk *d, enum text text) {
    return text_of(text, d->language);
}

// ---------------------------------------------------------------- commands

void desk_send(struct desk *d, const Hallq__Request *request, enum text what) {
    if (d->status.busy) {
        status_say(&d->status, true, TEXT_STATUS_BUSY, d->language);
        return;
    }
    status_sent(&d->status, what, d->language);
    d->outlet.send(d->outlet.arg, request, what, true);
}

void desk_read(struct desk *d, const Hallq__Request *request, enum text what) {
    d->outlet.send(d->outlet.arg, request, what, false);
}

// ---------------------------------------------------------------- questions

void desk_ask_about(struct desk *d, enum modal_kind kind, enum text title, const char *about,
                    const char *more, desk_act *answer) {
    char line[PHRASE_SIZE];
    TEXT_FILL(line, title, d->language, about, more);
    modal_open(&d->modal, kind, line);
    d->title = title;
    d->answer = answer;
}

void desk_ask(struct desk *d, enum modal_kind kind, enum text title, desk_act *answer) {
    desk_ask_about(d, kind, title, "", "", answer);
}

void desk_codes_add(struct desk *d, Hallq__Code *const *codes, size_t count) {
    modal_codes_add(&d->modal, codes, count, d->language);
}

bool desk_shows(const struct desk *d, enum text title) {
    return d->modal.kind != MODAL_NONE && d->title == title;
}

const struct modal_item *desk_chosen(const struct desk *d) {
    return &d->modal.items[d->modal.chosen];
}

char *desk_number_typed(struct desk *d) {
    for (char *c = d->modal.input; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return d->modal.input;
}

void desk_help(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_PAGE, TEXT_HELP_TITLE, NULL);
    if (d->screen->help_head != TEXT_COUNT)
        modal_item_add(&d->modal, 0, 0, desk_say(d, d->screen->help_head));
    for (size_t i = 0; i < d->screen->key_count; i++)
        modal_item_add(&d->modal, 0, 0, desk_say(d, d->screen->keys[i].help));
}

static void quit_given(struct desk *d, const struct hallq_view *v) {
    (void)v;
    d->done = desk_chosen(d)->kind;
}

void desk_quit(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_MENU, d->screen->ask_quit, quit_given);
    modal_item_add(&d->modal, false, 0, desk_say(d, TEXT_STAY));
    modal_item_add(&d->modal, true, 0, desk_say(d, TEXT_LEAVE));
}

// ---------------------------------------------------------------- who is there

static void pin_given(struct desk *d, const struct hallq_view *v) {
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    body.staff = d->staff;
    body.pin = d->modal.input;
    body.counter = d->counter;
    d->pin_short = strlen(body.pin) < LIMIT_PIN_LEADING_MIN;
    DESK_SEND(d, v, SIGN_ON, sign_on, &body);
    modal_forget(&d->modal);
}

static void staff_given(struct desk *d, const struct hallq_view *v) {
    (void)v;
    if (!number_read_32(d->modal.input, 1, LIMIT_STAFF_ID, &d->staff))
        status_say(&d->status, true, TEXT_BAD_STAFF, d->language);
    else
        desk_ask(d, MODAL_SECRET, TEXT_ASK_PIN, pin_given);
}

void desk_sign_on(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_INPUT, TEXT_ASK_STAFF, staff_given);
}

void desk_sign_off(struct desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    DESK_SEND(d, v, SIGN_OFF, sign_off, &body);
}

static void pin_change_send(struct desk *d, const struct hallq_view *v) {
    Hallq__ChangePin body = HALLQ__CHANGE_PIN__INIT;
    if (strcmp(d->pins[DESK_PIN_NEW], d->pins[DESK_PIN_AGAIN]) != 0) {
        status_say(&d->status, true, TEXT_PINS_DIFFER, d->language);
        return;
    }
    body.old_pin = d->pins[DESK_PIN_OLD];
    body.new_pin = d->pins[DESK_PIN_NEW];
    DESK_SEND(d, v, CHANGE_PIN, change_pin, &body);
}

static void pin_step_given(struct desk *d, const struct hallq_view *v) {
    static const enum text titles[] = {
        [DESK_PIN_NEW] = TEXT_ASK_PIN_NEW,
        [DESK_PIN_AGAIN] = TEXT_ASK_PIN_AGAIN,
    };
    strcpy(d->pins[d->pin_step], d->modal.input);
    modal_forget(&d->modal);
    if (++d->pin_step < DESK_PINS) {
        desk_ask(d, MODAL_SECRET, titles[d->pin_step], pin_step_given);
        return;
    }
    pin_change_send(d, v);
    pins_forget(d);
}

static void pin_old_ask(struct desk *d, enum text title) {
    pins_forget(d);
    d->pin_step = DESK_PIN_OLD;
    desk_ask(d, MODAL_SECRET, title, pin_step_given);
}

void desk_change_pin(struct desk *d, const struct hallq_view *v) {
    (void)v;
    pin_old_ask(d, TEXT_ASK_PIN_OLD);
}

void desk_lengthen_pin(struct desk *d) {
    pin_old_ask(d, TEXT_ASK_PIN_SHORT);
}

bool desk_greets(struct desk *d, const struct hallq_view *v) {
    if (d->greeted || v->stale || d->modal.kind != MODAL_NONE)
        return false;
    return d->greeted = true;
}

void desk_result(struct desk *d, const struct hallq_view *v, enum text what,
                 const struct hallq_result *result) {
    status_result(&d->status, what, result, v, d->language);
    if (what == TEXT_DO_SIGN_ON && result->outcome == HALLQ_REFUSED &&
        result->reason == HALLQ__REFUSAL__REASON__WRONG_PIN && d->modal.kind == MODAL_NONE)
        desk_ask(d, MODAL_SECRET, TEXT_ASK_PIN, pin_given);
}

void desk_draw(struct canvas *c, const struct desk *d, const struct hallq_view *v,
               const struct reach *reach, int64_t now_ms) {
    frame_doubt(c, c->height - 3, v, now_ms, d->language);
    frame_stale(c, c->height - 3, v, reach, d->language);
    status_draw(c, c->height - 2, &d->status);
    modal_draw(c, &d->modal, d->language);
}

// ---------------------------------------------------------------- keys

void desk_letter(struct desk *d, const struct hallq_view *v, wchar_t letter) {
    const struct desk_screen *s = d->screen;
    for (size_t i = 0; i < s->key_count; i++)
        if (s->keys[i].letter == letter && s->may(d, v, &s->keys[i]))
            s->keys[i].act(d, v);
}

bool desk_key(struct desk *d, const struct hallq_view *v, struct key key) {
    if (!d->status.busy)
        d->status.kind = STATUS_NONE; // read, since a key was pressed
    if (d->modal.kind != MODAL_NONE) {
        if (modal_key(&d->modal, key) == MODAL_GIVEN && d->answer)
            d->answer(d, v);
        return true;
    }
    if (key.kind == KEY_KIND_LETTER)
        desk_letter(d, v, key.letter);
    return key.kind == KEY_KIND_LETTER;
}
