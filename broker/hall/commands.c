#include "broker/hall/commands.h"

#include <stddef.h>

#include "base/count.h"
#include "base/role_bits.h"

static const struct command_row rows[] = {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    [HALLQ__REQUEST__BODY_##CASE] = {HALLQ__REQUEST__BODY_##CASE,                                  \
                                     COMMAND_PLACE_##CASE,                                         \
                                     #member,                                                      \
                                     COMMAND_##KIND,                                               \
                                     SCOPE_##SCOPE,                                                \
                                     devices,                                                      \
                                     staff},
#include "proto/commands.def"
#undef COMMAND
};

static const size_t row_count = COUNT(rows);

const struct command_row *command_find(Hallq__Request__BodyCase body_case) {
    size_t i = (size_t)body_case;
    return i < row_count && rows[i].name ? &rows[i] : NULL;
}

const struct command_row *command_next(const struct command_row *row) {
    for (size_t i = row ? (size_t)row->body_case + 1 : 0; i < row_count; i++)
        if (rows[i].name)
            return &rows[i];
    return NULL;
}
