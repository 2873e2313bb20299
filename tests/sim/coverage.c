#include "tests/sim/coverage.h"

#include <string.h>

#include "base/refusal.h"

static const char *const fate_names[] = {"calm", "again", "lost", "unheard", "retried"};
static const char *const ticket_names[] = {"none", "expected", "waiting",   "called",  "serving",
                                           "held", "no-show",  "cancelled", "finished"};
static const char *const counter_names[] = {"none",    "closed",  "free",
                                            "calling", "serving", "paused"};

// Rows of the table: the operations that change something, the states in which they do, and whose
// state it is. In any other state a command is refused: it writes nothing, so that it is decided
// right there is all there is to meet.
enum about { NOTHING, TICKET, COUNTER, OWN };

struct op_row {
    int op;
    const char *name;
    enum about about;
    unsigned applies; // bits of states
    unsigned never;   // bits of states it cannot meet at all
};

#define IN(state) (1u << (state))
#define ALL_BUT(state) (0x1ffu & ~IN(state))
#define COMMAND(CASE, name, about, applies)                                                        \
    { HALLQ__REQUEST__BODY_##CASE, name, about, applies, 0 }
#define DUE(KIND, name, about, state)                                                              \
    { COVERAGE_DUE + HALLQ__DUE_ROW__KIND__##KIND, name, about, IN(state), ALL_BUT(state) }

#define TAKE(KIND, name)                                                                           \
    { COVERAGE_TAKE + HALLQ__MEASURE__KIND__##KIND, "take " name, NOTHING, 1, 0 }

static const struct op_row rows[] = {
    COMMAND(ISSUE, "issue", NOTHING, 1),
    COMMAND(CHECK_IN, "check_in", TICKET, IN(EXPECTED)),
    COMMAND(CANCEL, "cancel", TICKET, IN(EXPECTED) | IN(WAITING) | IN(CALLED) | IN(HELD)),
    COMMAND(RATE, "rate", TICKET, IN(FINISHED)),
    COMMAND(REINSTATE, "reinstate", TICKET, IN(NO_SHOW)),
    COMMAND(CALL_NAMED, "call_named", TICKET, IN(WAITING)),
    COMMAND(RESUME, "resume", TICKET, IN(HELD)),
    COMMAND(TRANSFER, "transfer", TICKET, IN(WAITING) | IN(CALLED) | IN(SERVING)),
    COMMAND(FURTHER, "further", TICKET, IN(FINISHED)),
    COMMAND(REVEAL_CONTACT, "reveal_contact", TICKET, IN(WAITING) | IN(FINISHED)),
    COMMAND(FORGET_CONTACT, "forget_contact", TICKET, IN(WAITING) | IN(FINISHED)),
    COMMAND(CALL_NEXT, "call_next", OWN, IN(FREE)),
    {COVERAGE_NEXT_FINISH, "call_next, finish", OWN, IN(BUSY), 0},
    {COVERAGE_NEXT_NO_SHOW, "call_next, no_show", OWN, IN(CALLING), 0},
    {COVERAGE_ONLY_FINISH, "finish, none next", OWN, IN(BUSY), ALL_BUT(BUSY)},
    {COVERAGE_ONLY_NO_SHOW, "no_show, none next", OWN, IN(CALLING), ALL_BUT(CALLING)},
    COMMAND(RECALL, "recall", OWN, IN(CALLING)),
    COMMAND(START, "start", OWN, IN(CALLING)),
    COMMAND(HOLD, "hold", OWN, IN(BUSY)),
    COMMAND(FINISH, "finish", OWN, IN(BUSY)),
    COMMAND(NO_SHOW, "no_show", OWN, IN(CALLING)),
    COMMAND(SIGN_ON, "sign_on", OWN, IN(NO_COUNTER) | IN(CLOSED) | IN(FREE)),
    COMMAND(SIGN_OFF, "sign_off", OWN, IN(NO_COUNTER) | IN(CLOSED) | IN(FREE) | IN(PAUSED)),
    COMMAND(COUNTER_OPEN, "counter_open", COUNTER, IN(CLOSED)),
    COMMAND(COUNTER_CLOSE, "counter_close", COUNTER, IN(FREE) | IN(PAUSED)),
    COMMAND(COUNTER_PAUSE, "counter_pause", COUNTER, IN(FREE)),
    COMMAND(COUNTER_RESUME, "counter_resume", COUNTER, IN(PAUSED)),
    COMMAND(COUNTER_SERVICES, "counter_services", COUNTER, IN(CLOSED) | IN(FREE) | IN(BUSY)),
    COMMAND(COUNTER_FREE, "counter_free", COUNTER, IN(CALLING) | IN(BUSY)),
    COMMAND(SERVICE_SUSPEND, "service_suspend", NOTHING, 1),
    COMMAND(SERVICE_UNSUSPEND, "service_unsuspend", NOTHING, 1),
    COMMAND(RAISE_CAP, "raise_cap", NOTHING, 1),
    COMMAND(APPLY_SETTINGS, "apply_settings", NOTHING, 1),
    COMMAND(SET_PIN, "set_pin", NOTHING, 1),
    COMMAND(CHANGE_PIN, "change_pin", NOTHING, 1),
    COMMAND(ADD_DEVICE, "add_device", NOTHING, 1),
    COMMAND(REVOKE_DEVICE, "revoke_device", NOTHING, 1),
    COMMAND(REKEY_DEVICE, "rekey_device", NOTHING, 1),
    COMMAND(PURGE, "purge", NOTHING, 1),
    DUE(NO_SHOW, "due no_show", TICKET, CALLED),
    DUE(HOLD_END, "due hold_end", TICKET, HELD),
    DUE(GAP_END, "due gap_end", TICKET, WAITING),
    DUE(DAY_ROLL, "due day_roll", NOTHING, 0),
    DUE(HOURS, "due hours", NOTHING, 0),
    DUE(LEFTOVERS, "due leftovers", NOTHING, 0),
    DUE(PURGE, "due purge", NOTHING, 0),
    DUE(FORGET_REQUESTS, "due forget_requests", NOTHING, 0),
    DUE(FORGET_TICKETS, "due forget_tickets", NOTHING, 0),
    DUE(FORGET_JOURNAL, "due forget_journal", NOTHING, 0),
    DUE(FORGET_SEALED, "due forget_sealed", NOTHING, 0),
    DUE(FORGET_NUMBERS, "due forget_numbers", NOTHING, 0),
    {COVERAGE_FORGET_SCORES, "due forget_scores", NOTHING, IN(0), ALL_BUT(0)},
    {COVERAGE_FORGET_FIGURES, "due forget_figures", NOTHING, IN(0), ALL_BUT(0)},
    {COVERAGE_FOLD, "due fold", NOTHING, IN(0), ALL_BUT(0)},
    DUE(MEASURE_JUDGE, "due measure_judge", NOTHING, 0),
    DUE(MEASURE_END, "due measure_end", NOTHING, 0),
    {COVERAGE_SEE_ALERT, "see_alert", NOTHING, 1, 0},
    TAKE(OPEN_COUNTER, "counter"),
    TAKE(COUNTER_SERVICES, "services"),
    TAKE(GUIDE, "guide"),
    TAKE(REST_AREA, "rest area"),
    TAKE(DIVERT, "divert"),
    TAKE(OFFER_APPOINTMENTS, "appointments"),
    TAKE(SUSPEND_SERVICE, "suspend"),
    TAKE(NOTICE, "notice"),
    TAKE(ZONE_OUT, "zone out"),
    {COVERAGE_END_MEASURE, "end_measure", NOTHING, 1, 0},
    {COVERAGE_HEARD, "counter heard", COUNTER, IN(FREE) | IN(CALLING) | IN(BUSY), 0},
};
#define ROWS (sizeof rows / sizeof rows[0])

// States a row's subject may have.
static void states_of(const struct op_row *row, int *ret_first, int *ret_last) {
    *ret_first = row->about == COUNTER ? CLOSED : 0;
    *ret_last = row->about == NOTHING ? 0 : row->about == TICKET ? FINISHED : PAUSED;
}

static const char *state_name(const struct op_row *row, int state) {
    if (row->about == NOTHING)
        return "-";
    return row->about == TICKET ? ticket_names[state] : counter_names[state];
}

// Whether a cell can be met, and has to be. Without an effect there is nothing to undo, to lose or
// to keep for a retry; and nobody asks for what is due.
static bool reachable(const struct op_row *row, int state, enum fate fate) {
    if (row->never & IN(state))
        return false;
    if (fate == FATE_RETRIED && row->op >= COVERAGE_DUE && row->op < COVERAGE_SEE_ALERT)
        return false;
    return fate == FATE_CALM || row->applies & IN(state);
}

void coverage_count(struct coverage *c, int op, int state, enum fate fate, bool applied) {
    if (op < 0 || op >= COVERAGE_OPS || state < 0 || state >= MODEL_STATES)
        return;
    c->cells[op][state][fate]++;
    c->done[op][state] += applied;
}

void coverage_add(struct coverage *to, const struct coverage *from) {
    const uint64_t *a = (const uint64_t *)from;
    uint64_t *b = (uint64_t *)to;
    for (size_t i = 0; i < sizeof *to / sizeof *a; i++)
        b[i] += a[i];
}

void coverage_print(const struct coverage *c, FILE *to) {
    fprintf(to, "%-20s %-10s %9s", "operation", "state", "applied");
    for (int fate = 0; fate < FATE_COUNT; fate++)
        fprintf(to, " %9s", fate_names[fate]);
    fprintf(to, "\n");
    for (size_t i = 0; i < ROWS; i++) {
        int first, last;
        states_of(&rows[i], &first, &last);
        for (int state = first; state <= last; state++) {
            if (rows[i].never & 1u << state)
                continue;
            fprintf(to, "%-20s %-10s %9llu", rows[i].name, state_name(&rows[i], state),
                    (unsigned long long)c->done[rows[i].op][state]);
            for (int fate = 0; fate < FATE_COUNT; fate++) {
                uint64_t count = c->cells[rows[i].op][state][fate];
                if (!count && !reachable(&rows[i], state, (enum fate)fate))
                    fprintf(to, " %9s", "-");
                else
                    fprintf(to, " %9llu", (unsigned long long)count);
            }
            fprintf(to, "\n");
        }
    }
    fprintf(to, "looks: %llu by theory, %llu learnt; proposals: %llu, %llu\n",
            (unsigned long long)c->looks[0], (unsigned long long)c->looks[1],
            (unsigned long long)c->advised[0], (unsigned long long)c->advised[1]);
    fprintf(to, "refusals:");
    for (int i = 1; i < MODEL_REASONS; i++)
        if (c->refused[i])
            fprintf(to, " %s %llu", refusal_name((Hallq__Refusal__Reason)i),
                    (unsigned long long)c->refused[i]);
    fprintf(to, "\n");
    fprintf(
        to,
        "-: cannot be met. A due row belongs to one state of its ticket and is never retried; a\n"
        "command that is refused in a state writes nothing that could be undone, lost or kept.\n");
}

unsigned coverage_holes(const struct coverage *c, FILE *to) {
    unsigned holes = 0;
    for (size_t i = 0; i < ROWS; i++) {
        int first, last;
        states_of(&rows[i], &first, &last);
        for (int state = first; state <= last; state++)
            for (int fate = 0; fate < FATE_COUNT; fate++) {
                if (c->cells[rows[i].op][state][fate] ||
                    !reachable(&rows[i], state, (enum fate)fate))
                    continue;
                fprintf(to, "never met: %s, %s, %s\n", rows[i].name, state_name(&rows[i], state),
                        fate_names[fate]);
                holes++;
            }
    }
    for (size_t learnt = 0; learnt < 2; learnt++)
        if (!c->looks[learnt] || !c->advised[learnt]) {
            fprintf(to, "never met: a look and advice %s\n",
                    learnt ? "by what the hall has learnt" : "by theory");
            holes++;
        }
    return holes;
}
