#include "broker/after/unread.h"

#include <inttypes.h>

#include "broker/live/wallclock.h"
#include "broker/log/log.h"

#define SAY_MS (60 * 1000)

static const char *const names[TABLE_COUNT] = {
#define TABLE_NAME(name, text) [TABLE_##name] = text,
    TABLES(TABLE_NAME)
#undef TABLE_NAME
};

static uint64_t count_of(const struct unread *u, int table) {
    const struct rows_unread *turns = &store_tables(u->store)->unread;
    return turns->counts[table] + u->work->unread.counts[table];
}

uint64_t unread_total(const struct unread *u) {
    uint64_t total = 0;
    for (int table = 0; table < TABLE_COUNT; table++)
        total += count_of(u, table);
    return total;
}

static void table_say(struct unread *u, int table, uint64_t count) {
    const struct rows_unread *turns = &store_tables(u->store)->unread;
    uint32_t hall = turns->counts[table] > 0 ? turns->halls[table] : u->work->unread.halls[table];
    log_write(LOG_LEVEL_ERROR, "row_unreadable", " table=%s hall=%u passed_over=%" PRIu64,
              names[table], hall, count - u->said[table]);
    u->said[table] = count;
    u->again_ms = wallclock_machine_ms() + SAY_MS;
}

void unread_say(struct unread *u) {
    if (wallclock_machine_ms() < u->again_ms)
        return;
    for (int table = 0; table < TABLE_COUNT; table++)
        if (count_of(u, table) > u->said[table])
            table_say(u, table, count_of(u, table));
}
