// page.c - docs/STATES.md, cell by cell. The page's tables are read as they stand; for each cell
// a fresh hall is brought into the row's state and asked the column's command, and what happens
// must be what the cell says: the events, or the refusal. So page and rules cannot differ.
//
// A table is told by its first heading. Each row and column of the page must be known here, and the
// other way round, and every command of a hall must stand in some column.
//
//   states --print    what the cells should be, to be looked at before it is copied
#include <stdio.h>
#include <stdlib.h>

#include "base/refusal.h"
#include "tests/rules/measuring.h"
#include "tests/rules/states/states.h"

#define CELLS_MAX 32
#define CELL_SIZE 96

struct grid {
    const char *name; // first heading
    const struct row *rows;
    const struct column *columns;
    bool seen[CELLS_MAX][CELLS_MAX];
};

static struct grid tables[] = {
    {"ticket", ticket_rows, ticket_columns, {{false}}},
    {"counter", counter_rows, counter_columns, {{false}}},
    {"service", service_rows, service_columns, {{false}}},
    {"measure", measure_rows, measure_columns, {{false}}},
    {"alert", alert_rows, alert_columns, {{false}}},
    {"slip", slip_rows, slip_columns, {{false}}},
    {"webhook", webhook_rows, webhook_columns, {{false}}},
    {"help", help_rows, help_columns, {{false}}},
    {"case", case_rows, case_columns, {{false}}},
    {"work slip", work_slip_rows, work_slip_columns, {{false}}},
    {"booking", booking_rows, booking_columns, {{false}}},
    {"time", slot_rows, slot_columns, {{false}}},
};
static const size_t table_count = sizeof tables / sizeof tables[0];

// One cell.

static void outcome_events(const struct fixture *f, char outcome[CELL_SIZE]) {
    size_t size = 0;
    for (size_t i = 0; i < f->decision.record->n_events; i++) {
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
            &hallq__event__descriptor, (unsigned)f->decision.record->events[i]->body_case);
        const ProtobufCMessageDescriptor *event = field->descriptor;
        size += (size_t)snprintf(outcome + size, CELL_SIZE - size, "%s%s", i ? ", " : "",
                                 event->short_name);
        assert_in_range(size, 1, CELL_SIZE - 1);
    }
}

// The first that falls due within the hour.
static void outcome_due(struct fixture *f, char outcome[CELL_SIZE]) {
    struct due_key due;
    if (due_next(&f->state, f->now_ms + 3600000, &due)) {
        snprintf(outcome, CELL_SIZE, "nothing");
        return;
    }
    pass_s(f, (due.at_ms - f->now_ms) / 1000);
    outcome_events(f, outcome);
}

static void outcome_asked(struct fixture *f, const struct column *column, uint64_t subject,
                          char outcome[CELL_SIZE]) {
    Hallq__Request *r = request_new(f, column->body_case);
    column->fill(f, r, subject);
    Hallq__Refusal__Reason reason = ask(f, column->device, r);
    if (reason)
        snprintf(outcome, CELL_SIZE, "%s", refusal_name(reason));
    else
        outcome_events(f, outcome);
}

static void outcome_of(const struct row *row, const struct column *column,
                       char outcome[CELL_SIZE]) {
    struct fixture *f = fixture_create();
    f->contact_sealed = "sealed";
    f->settings->staff[0]->may_call_named = true;
    measuring_settings(f);
    fixture_open(f);
    if (column->prepare)
        column->prepare(f);
    uint64_t subject = row->make(f);
    if (column->device == BY_ITSELF)
        outcome_due(f, outcome);
    else
        outcome_asked(f, column, subject, outcome);
    fixture_destroy(f);
}

// The page.

struct cells {
    char text[CELLS_MAX][CELL_SIZE];
    size_t count;
};

static void cell_add(struct cells *cells, const char *from, size_t size) {
    while (size && (*from == ' ' || *from == '`'))
        from++, size--;
    while (size && (from[size - 1] == ' ' || from[size - 1] == '`'))
        size--;
    assert_in_range(size, 0, CELL_SIZE - 1);
    assert_in_range(cells->count, 0, CELLS_MAX - 1);
    memcpy(cells->text[cells->count], from, size);
    cells->text[cells->count++][size] = 0;
}

static bool cells_read(const char *line, struct cells *cells) {
    cells->count = 0;
    if (*line != '|')
        return false;
    for (const char *end = strchr(++line, '|'); end; end = strchr(line, '|')) {
        cell_add(cells, line, (size_t)(end - line));
        line = end + 1;
    }
    return true;
}

static struct grid *table_find(const char *name) {
    for (size_t i = 0; i < table_count; i++)
        if (!strcmp(tables[i].name, name))
            return &tables[i];
    return NULL;
}

static size_t row_find(const struct grid *t, const char *name) {
    for (size_t i = 0; t->rows[i].name; i++)
        if (!strcmp(t->rows[i].name, name))
            return i;
    fail_msg("docs/STATES.md: the table of %ss has a row \"%s\" the test does not know", t->name,
             name);
    return 0;
}

static size_t column_find(const struct grid *t, const char *name) {
    for (size_t i = 0; t->columns[i].name; i++)
        if (!strcmp(t->columns[i].name, name))
            return i;
    fail_msg("docs/STATES.md: the table of %ss has a column \"%s\" the test does not know", t->name,
             name);
    return 0;
}

static size_t row_test(struct grid *t, const struct cells *head, const struct cells *cells) {
    size_t wrong = 0;
    size_t r = row_find(t, cells->text[0]);
    assert_int_equal(cells->count, head->count);
    for (size_t i = 1; i < cells->count; i++) {
        size_t c = column_find(t, head->text[i]);
        char outcome[CELL_SIZE];
        outcome_of(&t->rows[r], &t->columns[c], outcome);
        t->seen[r][c] = true;
        if (!strcmp(outcome, cells->text[i]))
            continue;
        print_error("%s \"%s\" x \"%s\": the page says %s, the rules say %s\n", t->name,
                    t->rows[r].name, t->columns[c].name, cells->text[i], outcome);
        wrong++;
    }
    return wrong;
}

static FILE *page_open(void) {
    const char *top = getenv("HALLQ_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/docs/STATES.md", top ? top : ".");
    FILE *page = fopen(path, "r");
    if (!page)
        fail_msg("cannot open %s", path);
    return page;
}

static void page__says_what_the_rules_do(void **state) {
    static struct cells head, cells;
    struct grid *table = NULL;
    char line[4096];
    size_t wrong = 0;
    (void)state;
    FILE *page = page_open();
    while (fgets(line, sizeof line, page)) {
        if (!cells_read(line, &cells)) {
            table = NULL;
        } else if (!table) {
            table = table_find(cells.text[0]);
            head = cells;
        } else if (strncmp(cells.text[0], "--", 2) != 0) {
            wrong += row_test(table, &head, &cells);
        }
    }
    fclose(page);
    assert_int_equal(wrong, 0);
}

static void page__has_every_cell(void **state) {
    (void)state;
    for (size_t t = 0; t < table_count; t++)
        for (size_t r = 0; tables[t].rows[r].name; r++)
            for (size_t c = 0; tables[t].columns[c].name; c++)
                if (!tables[t].seen[r][c])
                    fail_msg("docs/STATES.md lacks %s \"%s\" x \"%s\"", tables[t].name,
                             tables[t].rows[r].name, tables[t].columns[c].name);
}

static bool column_has(Hallq__Request__BodyCase body_case) {
    for (size_t t = 0; t < table_count; t++)
        for (size_t c = 0; tables[t].columns[c].name; c++)
            if (tables[t].columns[c].body_case == body_case)
                return true;
    return false;
}

// What concerns no state of the page's.
static bool is_of_no_state(Hallq__Request__BodyCase body_case) {
    return body_case == HALLQ__REQUEST__BODY_PURGE ||
           body_case == HALLQ__REQUEST__BODY_REMOVE_HALL ||
           body_case == HALLQ__REQUEST__BODY_GIVE_OPINION ||
           body_case == HALLQ__REQUEST__BODY_ENROL_CODE || body_case == HALLQ__REQUEST__BODY_ENROL;
}

static void page__has_every_command_of_a_hall(void **state) {
    (void)state;
    for (const struct command_row *row = command_next(NULL); row; row = command_next(row))
        if (row->kind == COMMAND_WRITE && row->scope == SCOPE_HALL &&
            !is_of_no_state(row->body_case) && !column_has(row->body_case))
            fail_msg("docs/STATES.md says nothing about %s", row->name);
}

static void page__has_every_state_of_a_ticket(void **state) {
    unsigned seen = 0;
    (void)state;
    for (size_t i = 1; ticket_rows[i].name; i++) {
        struct fixture *f = fixture_create();
        fixture_open(f);
        seen |= 1u << ticket_row(f, ticket_rows[i].make(f))->state;
        fixture_destroy(f);
    }
    for (unsigned i = 0; i < hallq__ticket__state__descriptor.n_values; i++)
        if (hallq__ticket__state__descriptor.values[i].value)
            assert_true(seen >> hallq__ticket__state__descriptor.values[i].value & 1);
}

static void table_print(const struct grid *t) {
    printf("| %s |", t->name);
    for (size_t c = 0; t->columns[c].name; c++)
        printf(" %s |", t->columns[c].name);
    printf("\n");
    for (size_t r = 0; t->rows[r].name; r++) {
        printf("| %s |", t->rows[r].name);
        for (size_t c = 0; t->columns[c].name; c++) {
            char outcome[CELL_SIZE];
            outcome_of(&t->rows[r], &t->columns[c], outcome);
            printf(" %s |", outcome);
        }
        printf("\n");
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    if (argc < 2 || strcmp(argv[1], "--print") != 0)
        return cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t t = 0; t < table_count; t++)
        table_print(&tables[t]);
    return 0;
}
