#include "broker/after/unread.h"

#include <inttypes.h>

#include "broker/broker.h"

#define SAY_MS (60 * 1000)

static const char *const names[TABLE_COUNT] = {
#define TABLE_NAME(name, text) [TABLE_##name] = text,
    TABLES(TABLE_NAME)
#undef TABLE_NAME
};

static uint64_t count_of(const struct broker *b, int table) {
    const struct rows_unread *turns = &store_tables(b->store)->unread;
    return turns->counts[table] + b->work.unread.counts[table];
}

uint64_t unread_total(const struct broker *b) {
    uint64_t total = 0;
    for (int table = 0; table < TABLE_COUNT; table++)
        total += count_of(b, table);
    return total;
}

static void table_say(struct broker *b, int table, uint64_t count) {
    const struct rows_unread *turns = &store_tables(b->store)->unread;
    uint32_t hall = turns->counts[table] > 0 ? turns->halls[table] : b->work.unread.halls[table];
    log_write(LOG_LEVEL_ERROR, "row_unreadable", " table=%s hall=%u passed_over=%" PRIu64,
              names[table], hall, count - b->unread_said[table]);
    b->unread_said[table] = count;
    b->unread_again_ms = wallclock_machine_ms() + SAY_MS;
}

void unread_say(struct broker *b) {
    if (wallclock_machine_ms() < b->unread_again_ms)
        return;
    for (int table = 0; table < TABLE_COUNT; table++)
        if (count_of(b, table) > b->unread_said[table])
            table_say(b, table, count_of(b, table));
}
