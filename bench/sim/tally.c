#include "bench/sim/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "bench/sim/words.h"

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

// Prints text and pads it to so many terminal columns; Chinese takes two each.
static void cell(FILE *to, const char *text, int columns) {
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
    fprintf(to, "%s%*s", text, columns > used ? columns - used : 1, "");
}

static void waits(FILE *to, struct samples *s) {
    char text[64];
    if (s->count)
        snprintf(text, sizeof text, "%5.1f %6.1f %5.0f %%", samples_quantile(s, .5) / 60,
                 samples_quantile(s, .9) / 60, 100 * samples_over(s, TALLY_LIMIT_S));
    else
        snprintf(text, sizeof text, "%5s %6s %7s", "-", "-", "-");
    cell(to, text, 23);
}

static void row(FILE *to, const char *name, struct tally_service *s) {
    char text[96];
    cell(to, name, 22);
    snprintf(text, sizeof text, "%6u %7u %8u %8u", s->issued, s->served, s->gave_up, s->no_shows);
    cell(to, text, 36);
    waits(to, &s->wait_s);
    if (s->measured_s.count)
        waits(to, &s->measured_s);
    fputc('\n', to);
}

static void add_all(struct samples *to, const struct samples *from) {
    for (size_t i = 0; i < from->count; i++)
        samples_add(to, from->values[i]);
}

void tally_print(struct tally *t, FILE *to, tally_name_cb name_cb, void *arg) {
    struct tally_service all = {.service = 0};
    for (size_t i = 0; i < t->service_count; i++) {
        struct tally_service *s = &t->services[i];
        all.issued += s->issued;
        all.refused += s->refused;
        all.served += s->served;
        all.gave_up += s->gave_up;
        all.no_shows += s->no_shows;
        add_all(&all.wait_s, &s->wait_s);
        add_all(&all.measured_s, &s->measured_s);
    }
    fputs(word(all.measured_s.count ? WORD_SUMMARY_HEAD_MEASURED : WORD_SUMMARY_HEAD), to);
    for (size_t i = 0; i < t->service_count; i++)
        row(to, name_cb(arg, t->services[i].service), &t->services[i]);
    row(to, word(WORD_ALL), &all);
    if (all.refused)
        fprintf(to, "%s: %u\n", word(WORD_REFUSED), all.refused);
    if (t->unknown)
        fprintf(to, "%s: %u\n", word(WORD_UNKNOWN), t->unknown);
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
