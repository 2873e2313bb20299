#include "tests/sim/coverage.h"

#include <string.h>

static const char *const fate_names[] = {"calm", "again", "lost", "unheard", "retried"};
static const char *const ticket_names[] = {"none", "expected", "waiting",   "called",  "serving",
                                           "held", "no-show",  "cancelled", "finished"};
static const char *const counter_names[] = {"none",    "closed",  "free",
                                            "calling", "serving", "paused"};

// Rows of the table: the operations that change something.
enum about { NOTHING, TICKET, COUNTER, OWN };

struct op_row {
    int op;
    const char *name;
    enum about about;
    unsigned never; // states it cannot meet, bits
    const char *why;
};

#define COMMAND(CASE, name, about, never, why)                                                     \
    { HALLQ__REQUEST__BODY_##CASE, name, about, never, why }
#define DUE(KIND, name, about, never, why)                                                         \
    { COVERAGE_DUE + HALLQ__DUE_ROW__KIND__##KIND, name, about, never, why }
#define BUT(state) (0x1ffu & ~(1u << (state)))

static const struct op_row rows[] = {
    COMMAND(ISSUE, "issue", NOTHING, 0, ""),
    COMMAND(CHECK_IN, "check_in", TICKET, 0, ""),
    COMMAND(CANCEL, "cancel", TICKET, 0, ""),
    COMMAND(RATE, "rate", TICKET, 0, ""),
    COMMAND(REINSTATE, "reinstate", TICKET, 0, ""),
    COMMAND(CALL_NAMED, "call_named", TICKET, 0, ""),
    COMMAND(RESUME, "resume", TICKET, 0, ""),
    COMMAND(TRANSFER, "transfer", TICKET, 0, ""),
    COMMAND(FURTHER, "further", TICKET, 0, ""),
    COMMAND(REVEAL_CONTACT, "reveal_contact", TICKET, 0, ""),
    COMMAND(CALL_NEXT, "call_next", OWN, 0, ""),
    COMMAND(RECALL, "recall", OWN, 0, ""),
    COMMAND(START, "start", OWN, 0, ""),
    COMMAND(HOLD, "hold", OWN, 0, ""),
    COMMAND(FINISH, "finish", OWN, 0, ""),
    COMMAND(NO_SHOW, "no_show", OWN, 0, ""),
    COMMAND(SIGN_ON, "sign_on", OWN, 0, ""),
    COMMAND(SIGN_OFF, "sign_off", OWN, 0, ""),
    COMMAND(COUNTER_OPEN, "counter_open", COUNTER, 0, ""),
    COMMAND(COUNTER_CLOSE, "counter_close", COUNTER, 0, ""),
    COMMAND(COUNTER_PAUSE, "counter_pause", COUNTER, 0, ""),
    COMMAND(COUNTER_RESUME, "counter_resume", COUNTER, 0, ""),
    COMMAND(COUNTER_SERVICES, "counter_services", COUNTER, 0, ""),
    COMMAND(COUNTER_FREE, "counter_free", COUNTER, 0, ""),
    COMMAND(SERVICE_SUSPEND, "service_suspend", NOTHING, 0, ""),
    COMMAND(SERVICE_UNSUSPEND, "service_unsuspend", NOTHING, 0, ""),
    COMMAND(APPLY_SETTINGS, "apply_settings", NOTHING, 0, ""),
    COMMAND(SET_PIN, "set_pin", NOTHING, 0, ""),
    COMMAND(ADD_DEVICE, "add_device", NOTHING, 0, ""),
    COMMAND(REVOKE_DEVICE, "revoke_device", NOTHING, 0, ""),
    COMMAND(REKEY_DEVICE, "rekey_device", NOTHING, 0, ""),
    COMMAND(PURGE, "purge", NOTHING, 0, ""),
    DUE(NO_SHOW, "due no_show", TICKET, BUT(CALLED), "only a called ticket has one"),
    DUE(HOLD_END, "due hold_end", TICKET, BUT(HELD), "only a held ticket has one"),
    DUE(GAP_END, "due gap_end", TICKET, BUT(WAITING), "only a waiting ticket has one"),
    DUE(DAY_ROLL, "due day_roll", NOTHING, 0, ""),
    DUE(HOURS, "due hours", NOTHING, 0, ""),
    DUE(LEFTOVERS, "due leftovers", NOTHING, 0, ""),
    DUE(PURGE, "due purge", NOTHING, 0, ""),
    DUE(FORGET_REQUESTS, "due forget_requests", NOTHING, 0, ""),
    DUE(FORGET_TICKETS, "due forget_tickets", NOTHING, 0, ""),
    DUE(FORGET_JOURNAL, "due forget_journal", NOTHING, 0, ""),
    DUE(FORGET_SEALED, "due forget_sealed", NOTHING, 0, ""),
    DUE(FORGET_NUMBERS, "due forget_numbers", NOTHING, 0, ""),
    {COVERAGE_DUE + 15, "counter heard", COUNTER, 0, ""},
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

// Why a cell cannot be met; NULL if it can.
static const char *unreachable(const struct coverage *c, const struct op_row *row, int state,
                               enum fate fate) {
    if (row->never & 1u << state)
        return row->why;
    if (fate == FATE_RETRIED && row->op >= COVERAGE_DUE)
        return "what is due is not asked for";
    if (fate == FATE_RETRIED && !c->done[row->op][state])
        return "always refused, and a refusal is not kept";
    return NULL;
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
                if (!count && unreachable(c, &rows[i], state, (enum fate)fate))
                    fprintf(to, " %9s", "-");
                else
                    fprintf(to, " %9llu", (unsigned long long)count);
            }
            fprintf(to, "\n");
        }
    }
    fprintf(to,
            "-: cannot be met. Due rows of tickets: only the state they belong to; what is due\n"
            "is never retried; a command that is always refused in a state leaves no answer.\n");
}

unsigned coverage_holes(const struct coverage *c, FILE *to) {
    unsigned holes = 0;
    for (size_t i = 0; i < ROWS; i++) {
        int first, last;
        states_of(&rows[i], &first, &last);
        for (int state = first; state <= last; state++)
            for (int fate = 0; fate < FATE_COUNT; fate++) {
                if (c->cells[rows[i].op][state][fate] ||
                    unreachable(c, &rows[i], state, (enum fate)fate))
                    continue;
                fprintf(to, "never met: %s, %s, %s\n", rows[i].name, state_name(&rows[i], state),
                        fate_names[fate]);
                holes++;
            }
    }
    return holes;
}
