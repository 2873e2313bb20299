// command.c - one small function for each verb. What only the broker can judge (ranges, rights,
// states) is left to it; here a word only has to be of the right sort.
#include "command.h"

#include <string.h>

#include "base/count.h"
#include "base/number.h"

// ---------------------------------------------------------------- sorts of words

// BODY: the request carries this command, empty.
#define BODY(c, FIELD, field)                                                                      \
    (hallq__##field##__init(&(c)->body.field),                                                     \
     (c)->request.body_case = HALLQ__REQUEST__BODY_##FIELD, (c)->request.field = &(c)->body.field)

static char none[1];

static char *word(const struct words *w, size_t index) {
    return index < w->count ? w->words[index] : none;
}

static bool number_at(const struct words *w, size_t index, uint32_t *ret) {
    return words_number(word(w, index), ret);
}

static bool number_of(const struct words *w, const char *name, uint32_t *ret) {
    return words_number(words_value(w, name), ret);
}

static bool numbers_read(struct command *c, char *list, size_t most, size_t *ret_count) {
    *ret_count = 0;
    for (list = *list ? list : NULL; list; (*ret_count)++) {
        char *one = strsep(&list, ",");
        if (*ret_count == most || !number_read_32(one, 0, UINT32_MAX, &c->numbers[*ret_count]))
            return false;
    }
    return true;
}

static int hex_digit(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool code_read(struct command *c, const char *hex) {
    size_t size = strlen(hex) / 2;
    if (strlen(hex) % 2 || size > sizeof c->code)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        c->code[i] = (uint8_t)(high << 4 | low);
    }
    c->which.code = (ProtobufCBinaryData){size, c->code};
    return true;
}

// A number as printed, A012 or a012, or the ticket's id, digits alone.
static bool which_read(struct command *c, const struct words *w, char *text) {
    hallq__which__init(&c->which);
    if (!number_read(text, 0, UINT64_MAX, &c->which.ticket)) {
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
        c->which.number = text;
    }
    return code_read(c, words_value(w, "code"));
}

static bool line_read(struct command *c, const char *kind, const char *id) {
    static const struct {
        const char *word;
        Hallq__Line__Kind kind;
    } kinds[] = {{"service", HALLQ__LINE__KIND__SERVICE},
                 {"counter", HALLQ__LINE__KIND__COUNTER},
                 {"clerk", HALLQ__LINE__KIND__CLERK}};
    hallq__line__init(&c->line);
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].word, kind))
            c->line.kind = kinds[i].kind;
    return c->line.kind && *id && words_number(id, &c->line.id);
}

// ---------------------------------------------------------------- a visit

static bool build_ISSUE(struct command *c, const struct words *w, unsigned flags) {
    BODY(c, ISSUE, issue);
    Hallq__Issue *b = &c->body.issue;
    b->contact = words_value(w, "contact");
    b->note = words_value(w, "note");
    b->away = flags;
    b->next_services = c->numbers;
    return number_at(w, 1, &b->service) && number_of(w, "class", &b->customer_class) &&
           numbers_read(c, words_value(w, "next"), LIMIT_SERVICES, &b->n_next_services);
}

static bool build_CHECK_IN(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, CHECK_IN, check_in);
    c->body.check_in.which = &c->which;
    return which_read(c, w, word(w, 1));
}

static bool build_CANCEL(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, CANCEL, cancel);
    c->body.cancel.which = &c->which;
    c->body.cancel.reason = words_value(w, "reason");
    return which_read(c, w, word(w, 1));
}

// A counter rates its last ticket with the score alone.
static bool build_RATE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, RATE, rate);
    if (w->count == 2)
        return number_at(w, 1, &c->body.rate.score);
    c->body.rate.which = &c->which;
    return which_read(c, w, word(w, 1)) && number_at(w, 2, &c->body.rate.score);
}

static bool build_REINSTATE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, REINSTATE, reinstate);
    c->body.reinstate.which = &c->which;
    return which_read(c, w, word(w, 1));
}

// ---------------------------------------------------------------- a counter

static bool finish_read(struct command *c, const struct words *w, Hallq__Finish *ret) {
    ret->outcome = words_value(w, "outcome");
    ret->note = words_value(w, "note");
    ret->topics = c->texts;
    for (char *rest = NULL, *one = strtok_r(words_value(w, "topics"), ",", &rest); one;
         one = strtok_r(NULL, ",", &rest)) {
        if (ret->n_topics == LIMIT_TOPICS)
            return false;
        c->texts[ret->n_topics++] = one;
    }
    return true;
}

enum { FLAG_FINISH = 1, FLAG_NO_SHOW = 2 };

// How the ticket at hand ended is said of a finish alone.
static bool build_CALL(struct command *c, const struct words *w, unsigned flags) {
    BODY(c, CALL_NEXT, call_next);
    hallq__finish__init(&c->finish);
    hallq__no_show__init(&c->no_show);
    c->body.call_next.finish = flags & FLAG_FINISH ? &c->finish : NULL;
    c->body.call_next.no_show = flags & FLAG_NO_SHOW ? &c->no_show : NULL;
    if (!finish_read(c, w, &c->finish))
        return false;
    bool ended = *c->finish.outcome || *c->finish.note || c->finish.n_topics;
    return flags == FLAG_FINISH || (flags != (FLAG_FINISH | FLAG_NO_SHOW) && !ended);
}

static bool build_NAMED(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, CALL_NAMED, call_named);
    c->body.call_named.which = &c->which;
    c->body.call_named.reason = words_value(w, "reason");
    return which_read(c, w, word(w, 1));
}

static bool build_RECALL(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, RECALL, recall);
    return true;
}

static bool build_START(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, START, start);
    return true;
}

static bool build_HOLD(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, HOLD, hold);
    c->body.hold.note = words_value(w, "note");
    return true;
}

static bool build_RESUME(struct command *c, const struct words *w, unsigned flags) {
    BODY(c, RESUME, resume);
    c->body.resume.which = &c->which;
    c->body.resume.here = flags;
    return which_read(c, w, word(w, 1));
}

enum { FLAG_COME_BACK = 1, FLAG_AT_END = 2 };

static bool build_TRANSFER(struct command *c, const struct words *w, unsigned flags) {
    BODY(c, TRANSFER, transfer);
    Hallq__Transfer *b = &c->body.transfer;
    char *ticket = words_value(w, "ticket");
    b->to = &c->line;
    b->note = words_value(w, "note");
    b->reason = words_value(w, "reason");
    b->come_back = (flags & FLAG_COME_BACK) != 0;
    b->at_end = (flags & FLAG_AT_END) != 0;
    b->which = *ticket ? &c->which : NULL;
    return (!*ticket || which_read(c, w, ticket)) && line_read(c, word(w, 1), word(w, 2)) &&
           number_of(w, "service", &b->service);
}

static bool build_FINISH(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, FINISH, finish);
    return finish_read(c, w, &c->body.finish);
}

static bool build_FURTHER(struct command *c, const struct words *w, unsigned flags) {
    BODY(c, FURTHER, further);
    char *ticket = words_value(w, "ticket");
    c->body.further.here = flags;
    c->body.further.which = *ticket ? &c->which : NULL;
    return (!*ticket || which_read(c, w, ticket)) && number_at(w, 1, &c->body.further.service);
}

static bool build_NO_SHOW(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, NO_SHOW, no_show);
    return true;
}

static bool build_SIGN_ON(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, SIGN_ON, sign_on);
    c->body.sign_on.pin = word(w, 2);
    return number_at(w, 1, &c->body.sign_on.staff) &&
           number_of(w, "counter", &c->body.sign_on.counter);
}

static bool build_CHANGE_PIN(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, CHANGE_PIN, change_pin);
    c->body.change_pin.old_pin = word(w, 1);
    c->body.change_pin.new_pin = word(w, 2);
    return true;
}

static bool build_SIGN_OFF(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, SIGN_OFF, sign_off);
    return true;
}

static bool build_OPEN(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, COUNTER_OPEN, counter_open);
    return number_at(w, 1, &c->body.counter_open.counter);
}

static bool build_CLOSE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, COUNTER_CLOSE, counter_close);
    return number_at(w, 1, &c->body.counter_close.counter);
}

static bool build_PAUSE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, COUNTER_PAUSE, counter_pause);
    c->body.counter_pause.reason = word(w, 1);
    return number_at(w, 2, &c->body.counter_pause.counter);
}

static bool build_UNPAUSE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, COUNTER_RESUME, counter_resume);
    return number_at(w, 1, &c->body.counter_resume.counter);
}

// ---------------------------------------------------------------- the shift lead

static bool build_SERVICES(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, COUNTER_SERVICES, counter_services);
    Hallq__CounterServices *b = &c->body.counter_services;
    b->services = c->numbers;
    return number_at(w, 1, &b->counter) &&
           numbers_read(c, word(w, 2), LIMIT_SERVICES, &b->n_services);
}

static bool build_FREE(struct command *c, const struct words *w, unsigned flags) {
    static const struct {
        const char *word;
        Hallq__Ticket__State state;
    } ends[] = {{"waiting", HALLQ__TICKET__STATE__WAITING},
                {"no-show", HALLQ__TICKET__STATE__NO_SHOW},
                {"finished", HALLQ__TICKET__STATE__FINISHED}};
    (void)flags;
    BODY(c, COUNTER_FREE, counter_free);
    for (size_t i = 0; i < COUNT(ends); i++)
        if (!strcmp(word(w, 2), ends[i].word))
            c->body.counter_free.ticket_state = ends[i].state;
    return c->body.counter_free.ticket_state && number_at(w, 1, &c->body.counter_free.counter);
}

static bool build_SUSPEND(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, SERVICE_SUSPEND, service_suspend);
    c->body.service_suspend.reason = word(w, 2);
    return number_at(w, 1, &c->body.service_suspend.service);
}

static bool build_UNSUSPEND(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, SERVICE_UNSUSPEND, service_unsuspend);
    return number_at(w, 1, &c->body.service_unsuspend.service);
}

static bool build_FORGET(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, FORGET_CONTACT, forget_contact);
    c->body.forget_contact.which = &c->which;
    return which_read(c, w, word(w, 1));
}

static bool build_CAP(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, RAISE_CAP, raise_cap);
    return number_at(w, 1, &c->body.raise_cap.service) && number_at(w, 2, &c->body.raise_cap.cap);
}

static bool build_CONTACT(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, REVEAL_CONTACT, reveal_contact);
    c->body.reveal_contact.which = &c->which;
    c->body.reveal_contact.reason = words_value(w, "reason");
    c->body.reveal_contact.code = words_value(w, "why");
    c->body.reveal_contact.pin = word(w, 2);
    return which_read(c, w, word(w, 1));
}

// ---------------------------------------------------------------- reads

static bool build_PLACE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, GET_PLACE, get_place);
    c->body.get_place.which = &c->which;
    return which_read(c, w, word(w, 1));
}

static bool build_TICKET(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, GET_TICKET, get_ticket);
    c->body.get_ticket.which = &c->which;
    return which_read(c, w, word(w, 1));
}

static bool build_LINE(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, GET_LINE, get_line);
    c->body.get_line.line = &c->line;
    c->body.get_line.limit = LIMIT_LINE_LIST;
    const char *limit = words_value(w, "limit");
    bool service = w->count == 2; // the usual case: `line 2`
    return line_read(c, service ? "service" : word(w, 1), word(w, service ? 1 : 2)) &&
           (!*limit || words_number(limit, &c->body.get_line.limit));
}

static bool build_HELD(struct command *c, const struct words *w, unsigned flags) {
    (void)flags;
    BODY(c, GET_HELD, get_held);
    return w->count < 2 || number_at(w, 1, &c->body.get_held.counter);
}

static bool build_REPORT(struct command *c, const struct words *w, unsigned flags) {
    uint32_t day;
    (void)flags;
    BODY(c, GET_REPORT, get_report);
    bool read = number_at(w, 1, &day) && day <= INT32_MAX;
    c->body.get_report.day = (int32_t)day;
    return read;
}

static bool build_SNAPSHOT(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, GET_SNAPSHOT, get_snapshot);
    return true;
}

static bool build_SETTINGS(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, GET_SETTINGS, get_settings);
    return true;
}

static bool build_PING(struct command *c, const struct words *w, unsigned flags) {
    (void)w, (void)flags;
    BODY(c, PING, ping);
    return true;
}

// ---------------------------------------------------------------- the table

static const struct row {
    const char *verb;
    unsigned programs;
    size_t least, most;
    const char *pairs, *flags;
    bool (*build)(struct command *c, const struct words *w, unsigned flags);
    enum text help;
} rows[] = {
#define COMMAND(verb, name, programs, least, most, pairs, flags)                                   \
    {verb, programs, least, most, pairs, flags, build_##name, TEXT_VERB_##name},
#include "commands.def"
#undef COMMAND
};
#define ROW_COUNT COUNT(rows)

// Takes the row's flags out of the words, the first as bit 0.
static unsigned flags_take(const struct row *row, struct words *w) {
    unsigned flags = 0, bit = 1;
    for (const char *list = row->flags; *list; bit <<= 1) {
        char flag[16];
        size_t size = strcspn(list, " ");
        memcpy(flag, list, size);
        flag[size] = 0;
        if (words_drop(w, flag))
            flags |= bit;
        list += size;
        list += *list == ' ';
    }
    return flags;
}

static bool words_fit(const struct row *row, const struct words *w) {
    for (size_t i = 0; i < w->pair_count; i++)
        if (!words_among(w->pairs[i].name, row->pairs) ||
            words_value(w, w->pairs[i].name) != w->pairs[i].value) // given twice
            return false;
    return w->count - 1 >= row->least && w->count - 1 <= row->most;
}

enum command_answer command_build(struct command *c, struct words *w, const struct options *o) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        const struct row *row = &rows[i];
        if (!(row->programs & 1U << o->program) || strcmp(row->verb, w->words[0]) != 0)
            continue;
        memset(c, 0, sizeof *c);
        hallq__request__init(&c->request);
        c->request.hall = o->hall;
        c->help = row->help;
        unsigned flags = flags_take(row, w);
        if (!words_fit(row, w) || !row->build(c, w, flags))
            return COMMAND_USAGE;
        if (c->request.body_case == HALLQ__REQUEST__BODY_SIGN_ON && !c->body.sign_on.counter)
            c->body.sign_on.counter = o->counter;
        return COMMAND_BUILT;
    }
    return COMMAND_UNKNOWN;
}

size_t command_help(enum program program, enum text *ret_texts, size_t room) {
    size_t count = 0;
    for (size_t i = 0; i < ROW_COUNT && count < room; i++)
        if (rows[i].programs & 1U << program)
            ret_texts[count++] = rows[i].help;
    return count;
}

bool command_help_of(enum program program, const char *verb, enum text *ret_text) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (!(rows[i].programs & 1U << program) || strcmp(rows[i].verb, verb) != 0)
            continue;
        *ret_text = rows[i].help;
        return true;
    }
    return false;
}
