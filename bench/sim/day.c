// day.c - CSV of numbers alone: '#' lines are comments, the first other line names the columns, a
// blank field is unknown.
#include "bench/sim/day.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/given_file.h"
#include "base/number.h"

#define COLUMNS_MAX 8
#define LINE_SIZE 512

// One row of numbers; NaN where a field is blank.
typedef int (*row_fn)(void *arg, const double *fields);

static int fail(char *ret_error, const char *path, unsigned line, const char *what) {
    snprintf(ret_error, DAY_ERROR_SIZE, "%s:%u: %s", path, line, what);
    return ERR_INVALID;
}

static bool fields_parse(char *text, size_t column_count, double *ret_fields) {
    text[strcspn(text, "\r\n")] = '\0';
    for (size_t i = 0; i < column_count; i++) {
        char *end = text + strcspn(text, ",");
        bool last = *end == '\0';
        *end = '\0';
        ret_fields[i] = NAN;
        if (*text && !number_read_real(text, 0, DBL_MAX, &ret_fields[i]))
            return false;
        if (last)
            return i + 1 == column_count;
        text = end + 1;
    }
    return false;
}

static int rows_read(const char *path, const char *columns, row_fn row, void *arg,
                     char *ret_error) {
    char text[LINE_SIZE];
    double fields[COLUMNS_MAX];
    size_t column_count = 1;
    bool named = false;
    int err = ERR_OK;
    for (const char *c = columns; *c; c++)
        column_count += *c == ',';
    enum given_kind kind;
    int fd = given_text_open(path, &kind);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    if (!file) {
        snprintf(ret_error, DAY_ERROR_SIZE, "%s: %s", path,
                 kind == GIVEN_FILE ? strerror(errno) : given_kind_text(kind, LANGUAGE_EN));
        return ERR_NOT_FOUND;
    }
    for (unsigned line = 1; !err && fgets(text, sizeof text, file); line++) {
        if (text[0] == '#' || text[0] == '\n')
            continue;
        if (!named) {
            text[strcspn(text, "\r\n")] = '\0';
            named = true;
            if (strcmp(text, columns))
                err = fail(ret_error, path, line, columns);
        } else if (!fields_parse(text, column_count, fields)) {
            err = fail(ret_error, path, line, "numbers, separated by commas, one for each column");
        } else if ((err = row(arg, fields))) {
            fail(ret_error, path, line, err_text(err));
        }
    }
    fclose(file);
    return err;
}

// Room for one more element; rooms double.
static void *grown(void *list, size_t count, size_t element_size) {
    if (count && (count & (count - 1)))
        return list;
    return realloc(list, (count ? 2 * count : 1) * element_size);
}

static int arrival_add(struct day *d, struct day_arrival arrival) {
    struct day_arrival *list = grown(d->arrivals, d->arrival_count, sizeof *list);
    if (!list)
        return ERR_NO_MEMORY;
    d->arrivals = list;
    d->arrivals[d->arrival_count++] = arrival;
    return ERR_OK;
}

static int arrival_row(void *arg, const double *f) {
    if (!(f[0] >= 0 && f[0] < 86400) || !(f[1] >= 1) || !(f[2] >= 0))
        return ERR_INVALID;
    return arrival_add(arg, (struct day_arrival){.issue_s = f[0],
                                                 .service = (uint32_t)f[1],
                                                 .customer_class = (uint32_t)f[2],
                                                 .measured_wait_s = isnan(f[3]) ? -1 : f[3]});
}

static int by_time(const void *a, const void *b) {
    const struct day_arrival *x = a, *y = b;
    return (x->issue_s > y->issue_s) - (x->issue_s < y->issue_s);
}

int day_read_arrivals(struct day *d, const char *path, char *ret_error) {
    int err = rows_read(path, "issue_s,service,class,wait_s", arrival_row, d, ret_error);
    if (!err)
        qsort(d->arrivals, d->arrival_count, sizeof *d->arrivals, by_time);
    return err;
}

struct drawing {
    struct day *day;
    struct dice *dice;
    double times;
};

static int rate_row(void *arg, const double *f) {
    struct drawing *drawing = arg;
    if (!(f[0] >= 0 && f[0] < f[1] && f[1] <= 86400) || !(f[2] >= 1) || !(f[3] >= 0))
        return ERR_INVALID;
    double at_s = f[0], per_hour = f[3] * drawing->times;
    while (per_hour > 0 && (at_s += dice_exponential(drawing->dice, 3600 / per_hour)) < f[1]) {
        struct day_arrival arrival = {
            .issue_s = at_s, .service = (uint32_t)f[2], .measured_wait_s = -1};
        int err = arrival_add(drawing->day, arrival);
        if (err)
            return err;
    }
    return ERR_OK;
}

int day_draw_arrivals(struct day *d, const char *path, double times, struct dice *dice,
                      char *ret_error) {
    struct drawing drawing = {d, dice, times};
    int err = rows_read(path, "from_s,to_s,service,per_hour", rate_row, &drawing, ret_error);
    if (!err)
        qsort(d->arrivals, d->arrival_count, sizeof *d->arrivals, by_time);
    return err;
}

static int shift_row(void *arg, const double *f) {
    struct day *d = arg;
    if (!(f[0] >= 1) || !(f[1] < f[2]))
        return ERR_INVALID;
    struct day_shift *list = grown(d->shifts, d->shift_count, sizeof *list);
    if (!list)
        return ERR_NO_MEMORY;
    d->shifts = list;
    d->shifts[d->shift_count++] = (struct day_shift){(uint32_t)f[0], f[1], f[2]};
    return ERR_OK;
}

static int by_counter(const void *a, const void *b) {
    const struct day_shift *x = a, *y = b;
    if (x->counter != y->counter)
        return x->counter < y->counter ? -1 : 1;
    return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

int day_read_shifts(struct day *d, const char *path, char *ret_error) {
    int err = rows_read(path, "counter,from_s,to_s", shift_row, d, ret_error);
    if (!err)
        qsort(d->shifts, d->shift_count, sizeof *d->shifts, by_counter);
    return err;
}

static int service_row(void *arg, const double *f) {
    struct day *d = arg;
    if (!(f[0] >= 1) || !(f[1] > 0) || !(f[3] > 0) || !(f[5] >= 0 && f[5] <= 1))
        return ERR_INVALID;
    struct day_service *list = grown(d->services, d->service_count, sizeof *list);
    if (!list)
        return ERR_NO_MEMORY;
    d->services = list;
    d->services[d->service_count++] =
        (struct day_service){(uint32_t)f[0], f[1], f[2], f[3], f[4], f[5]};
    return ERR_OK;
}

int day_read_services(struct day *d, const char *path, char *ret_error) {
    return rows_read(path, "service,mean_s,cv,patience_mean_s,patience_cv,no_show", service_row, d,
                     ret_error);
}

const struct day_service *day_service_of(const struct day *d, uint32_t service) {
    for (size_t i = 0; i < d->service_count; i++)
        if (d->services[i].service == service)
            return &d->services[i];
    return NULL;
}

void day_fini(struct day *d) {
    free(d->arrivals);
    free(d->shifts);
    free(d->services);
    *d = (struct day){.arrivals = NULL};
}
