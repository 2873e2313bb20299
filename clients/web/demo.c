#include "demo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"

static const struct {
    const char *name;
    Hallq__Device__Role role;
} roles[] = {
    {"clerk", HALLQ__DEVICE__ROLE__COUNTER},
    {"lead", HALLQ__DEVICE__ROLE__LEAD},
    {"guide", HALLQ__DEVICE__ROLE__GUIDE},
};

struct demo {
    struct hallq *client;
    struct session_demo people[COUNT(roles)];
};

static bool key_take(struct demo *d, uv_loop_t *loop, char *path) {
    struct hallq_keyfile key;
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    if (d->client || hallq_keyfile_read(&key, path, error))
        return false;
    struct hallq_options options = hallq_options_of(&key);
    options.hall = 0;
    int err = hallq_connect(loop, &options, &d->client);
    hallq_keyfile_wipe(&key);
    return !err;
}

static bool person_take(struct session_demo *p, Hallq__Device__Role role, uint32_t hall,
                        const char *text) {
    *p = (struct session_demo){.hall = hall, .role = role};
    if (!number_take_32(&text, 1, LIMIT_STAFF_ID, &p->staff) || *text++ != ' ')
        return false;
    size_t len = strcspn(text, " ");
    if (!len || len > LIMIT_PIN_MAX)
        return false;
    memcpy(p->pin, text, len);
    text += len;
    return !*text || (*text++ == ' ' && number_read_32(text, 1, LIMIT_COUNTER_ID, &p->counter));
}

static bool line_take(struct demo *d, uv_loop_t *loop, uint32_t hall, char *line) {
    line[strcspn(line, "\n")] = '\0';
    if (!*line || *line == '#')
        return true;
    char *value = strstr(line, ": ");
    if (!value)
        return false;
    *value = '\0';
    value += 2;
    if (!strcmp(line, "key"))
        return key_take(d, loop, value);
    for (size_t i = 0; i < COUNT(roles); i++)
        if (!strcmp(line, roles[i].name))
            return person_take(&d->people[i], roles[i].role, hall, value);
    return false;
}

int demo_open(uv_loop_t *loop, const char *path, uint32_t hall, struct demo **ret_demo,
              unsigned *ret_line) {
    char line[1024];
    FILE *file = fopen(path, "re");
    struct demo *d = file ? calloc(1, sizeof *d) : NULL;
    int err = file ? d ? ERR_OK : ERR_NO_MEMORY : err_of_errno(errno);
    *ret_line = 0;
    *ret_demo = d; // closed by the caller, whatever comes of it
    while (!err && fgets(line, sizeof line, file)) {
        ++*ret_line;
        err = line_take(d, loop, hall, line) ? ERR_OK : ERR_INVALID;
    }
    explicit_bzero(line, sizeof line);
    if (file)
        fclose(file);
    if (!err && !d->client) {
        *ret_line = 0;
        err = ERR_INVALID;
    }
    return err;
}

void demo_close(struct demo *d) {
    if (!d)
        return;
    hallq_close(&d->client, NULL, NULL);
    explicit_bzero(d->people, sizeof d->people);
    free(d);
}

struct hallq *demo_client(const struct demo *d) {
    return d->client;
}

const struct session_demo *demo_person(const struct demo *d, const char *role) {
    for (size_t i = 0; i < COUNT(roles); i++)
        if (!strcmp(roles[i].name, role) && d->people[i].staff)
            return &d->people[i];
    return NULL;
}
