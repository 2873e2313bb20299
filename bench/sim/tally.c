#include "bench/sim/tally.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/limit.h"
#include "bench/sim/words.h"

// Columns of the summary, 80 with the measured waits.
#define NAME_COLUMNS 18
#define COUNT_COLUMNS 6
#define LONG_COUNT_COLUMNS 7
#define COUNTS_END (NAME_COLUMNS + 2 * (COUNT_COLUMNS + LONG_COUNT_COLUMNS))
#define WAIT_COLUMNS 6

static void *need(void *p) {
    if (!p) {
        fputs("hallq-sim: out of memory\n", stderr);
        abort();
    }
    return p;
}

void samples_add(struct samples *s, double value) {
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        s->values = need(realloc(s->values, s->room * sizeof *s->values));
    }
    s->values[s->count++] = value;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_quantile(struct samples *s, double share) {
    if (!s->count)
        return 0;
    qsort(s->values, s->count, sizeof *s->values, by_value);
    size_t rank = (size_t)ceil(share * (double)s->count);
    return s->values[rank ? rank - 1 : 0];
}

double samples_over(const struct samples *s, double limit) {
    size_t over = 0;
    for (size_t i = 0; i < s->count; i++)
        over += s->values[i] > limit;
    return s->count ? (double)over / (double)s->count : 0;
}

void samples_fini(struct samples *s) {
    free(s->values);
    *s = (struct samples){.values = NULL};
}

struct tally_service *tally_service(struct tally *t, uint32_t service) {
    for (size_t i = 0; i < t->service_count; i++)
        if (t->services[i].service == service)
            return &t->services[i];
    t->services = need(realloc(t->services, (t->service_count + 1) * sizeof *t->services));
    t->services[t->service_count] = (struct tally_service){.service = service};
    return &t->services[t->service_count++];
}

// Terminal columns of a text; Chinese takes two each.
static int columns_of(const char *text) {
    mbstate_t state = {0};
    const char *at = text;
    wchar_t wide;
    size_t size;
    int used = 0;
    while ((size = mbrtowc(&wide, at, MB_CUR_MAX, &state)) && size != (size_t)-1 &&
           size != (size_t)-2) {
        used += wcwidth(wide) > 0 ? wcwidth(wide) : 0;
        at += size;
    }
    return used;
}

static void blanks(FILE *to, int columns) {
    fprintf(to, "%*s", columns > 0 ? columns : 0, "");
}

// A name too long for its column ends in "…".
static void name_cell(FILE *to, const char *text) {
    char kept[LIMIT_TEXT + 8];
    snprintf(kept, sizeof kept, "%s", text);
    for (size_t size = strlen(kept); size && columns_of(kept) >= NAME_COLUMNS; size--) {
        if (((unsigned char)kept[size - 1] & 0xC0) == 0x80)
            continue;
        snprintf(kept + size - 1, sizeof kept - size + 1, "…");
    }
    fputs(kept, to);
    blanks(to, NAME_COLUMNS - columns_of(kept));
}

static void cell(FILE *to, const char *text, int columns) {
    blanks(to, columns - columns_of(text));
    fputs(text, to);
}

static void waits(FILE *to, struct samples *s) {
    if (s->count)
        fprintf(to, "%*.1f%*.1f%*.0f%%", WAIT_COLUMNS, samples_quantile(s, .5) / 60, WAIT_COLUMNS,
                samples_quantile(s, .9) / 60, WAIT_COLUMNS - 1,
                100 * samples_over(s, TALLY_LIMIT_S));
    else
        fprintf(to, "%*s%*s%*s", WAIT_COLUMNS, "-", WAIT_COLUMNS, "-", WAIT_COLUMNS, "-");
}

static void row(FILE *to, const char *name, struct tally_service *s, bool measured) {
    name_cell(to, name);
    fprintf(to, "%*u%*u%*u%*u", COUNT_COLUMNS, s->issued, LONG_COUNT_COLUMNS, s->served,
            COUNT_COLUMNS, s->gave_up, LONG_COUNT_COLUMNS, s->no_shows);
    waits(to, &s->wait_s);
    if (measured)
        waits(to, &s->measured_s);
    fputc('\n', to);
}

static void wait_heads(FILE *to) {
    cell(to, word(WORD_HEAD_P50), WAIT_COLUMNS);
    cell(to, word(WORD_HEAD_P90), WAIT_COLUMNS);
    cell(to, word(WORD_HEAD_OVER), WAIT_COLUMNS);
}

static void heads(FILE *to, bool measured) {
    fputc('\n', to);
    cell(to, word(WORD_HEAD_WAITS), COUNTS_END + 3 * WAIT_COLUMNS);
    if (measured)
        cell(to, word(WORD_HEAD_MEASURED), 3 * WAIT_COLUMNS);
    fputc('\n', to);
    name_cell(to, word(WORD_SERVICE));
    cell(to, word(WORD_HEAD_ISSUED), COUNT_COLUMNS);
    cell(to, word(WORD_HEAD_SERVED), LONG_COUNT_COLUMNS);
    cell(to, word(WORD_HEAD_GAVE_UP), COUNT_COLUMNS);
    cell(to, word(WORD_HEAD_NO_SHOWS), LONG_COUNT_COLUMNS);
    wait_heads(to);
    if (measured)
        wait_heads(to);
    fputc('\n', to);
}

static int by_service(const void *a, const void *b) {
    uint32_t x = ((const struct tally_service *)a)->service;
    uint32_t y = ((const struct tally_service *)b)->service;
    return (x > y) - (x < y);
}

static void add_all(struct samples *to, const struct samples *from) {
    for (size_t i = 0; i < from->count; i++)
        samples_add(to, from->values[i]);
}

// The sum of all services; for samples_fini of its samples.
static struct tally_service sum_of(const struct tally *t) {
    struct tally_service all = {.service = 0};
    for (size_t i = 0; i < t->service_count; i++) {
        const struct tally_service *s = &t->services[i];
        all.issued += s->issued;
        all.refused += s->refused;
        all.served += s->served;
        all.gave_up += s->gave_up;
        all.no_shows += s->no_shows;
        add_all(&all.wait_s, &s->wait_s);
        add_all(&all.measured_s, &s->measured_s);
    }
    return all;
}

void tally_print(struct tally *t, FILE *to, tally_name_cb name_cb, void *arg) {
    if (t->service_count)
        qsort(t->services, t->service_count, sizeof *t->services, by_service);
    struct tally_service all = sum_of(t);
    bool measured = all.measured_s.count;
    heads(to, measured);
    for (size_t i = 0; i < t->service_count; i++)
        row(to, name_cb(arg, t->services[i].service), &t->services[i], measured);
    row(to, word(WORD_ALL), &all, measured);
    fprintf(to, "%s: %.1f", word(WORD_WINDOW_HOURS), t->window_s / 3600);
    if (t->opened_more)
        fprintf(to, " (%s: %u)", word(WORD_OPENED_MORE), t->opened_more);
    fputc('\n', to);
    if (all.refused)
        fprintf(to, "%s: %u\n", word(WORD_REFUSED), all.refused);
    if (t->unknown)
        fprintf(to, "%s: %u\n", word(WORD_UNKNOWN), t->unknown);
    samples_fini(&all.wait_s);
    samples_fini(&all.measured_s);
}

void tally_json(const struct tally *t, FILE *to, const char *lead, uint64_t seed, bool whole) {
    struct tally_service all = sum_of(t);
    fprintf(
        to,
        "{\"lead\": \"%s\", \"seed\": %" PRIu64 ", \"whole\": %s, \"issued\": %u, \"served\": %u, "
        "\"gave_up\": %u, \"no_shows\": %u, \"refused\": %u, \"unknown\": %u, \"over_20\": %.4f, "
        "\"p50_min\": %.2f, \"p90_min\": %.2f, \"window_hours\": %.3f, \"opened_more\": %u}\n",
        lead, seed, whole ? "true" : "false", all.issued, all.served, all.gave_up, all.no_shows,
        all.refused, t->unknown, samples_over(&all.wait_s, TALLY_LIMIT_S),
        samples_quantile(&all.wait_s, .5) / 60, samples_quantile(&all.wait_s, .9) / 60,
        t->window_s / 3600, t->opened_more);
    samples_fini(&all.wait_s);
    samples_fini(&all.measured_s);
}

void tally_fini(struct tally *t) {
    for (size_t i = 0; i < t->service_count; i++) {
        samples_fini(&t->services[i].wait_s);
        samples_fini(&t->services[i].measured_s);
    }
    free(t->services);
    *t = (struct tally){.services = NULL};
}
