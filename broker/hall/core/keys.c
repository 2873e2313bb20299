#include "broker/hall/core/keys.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "base/limit.h"

#define MINUTE_MS 60000

static inline void add(struct key *k, const void *data, size_t size) {
    assert(k->size + size <= sizeof k->data);
    memcpy(k->data + k->size, data, size);
    k->size += size;
}

static void add_u8(struct key *k, unsigned value) {
    unsigned char b = (unsigned char)value;
    add(k, &b, 1);
}

static void add_u32(struct key *k, uint32_t value) {
    value = htobe32(value);
    add(k, &value, sizeof value);
}

static void add_u64(struct key *k, uint64_t value) {
    value = htobe64(value);
    add(k, &value, sizeof value);
}

static void add_i32(struct key *k, int32_t value) {
    add_u32(k, (uint32_t)value ^ 0x80000000u);
}

static void add_i64(struct key *k, int64_t value) {
    add_u64(k, (uint64_t)value ^ (1ull << 63));
}

struct bytes key_bytes(const struct key *k) {
    return (struct bytes){k->data, k->size};
}

struct key key_meta(void) {
    struct key k = {.size = 0};
    add(&k, TABLE_META_KEY.data, TABLE_META_KEY.size);
    return k;
}

struct key key_device(uint32_t device) {
    struct key k = {.size = 0};
    add_u32(&k, device);
    return k;
}

struct key key_device_key(const void *public_key, size_t size) {
    struct key k = {.size = 0};
    add(&k, public_key, size);
    return k;
}

struct key key_hall(uint32_t hall) {
    return key_device(hall);
}

static struct key two_u32(uint32_t hall, uint32_t id) {
    struct key k = key_hall(hall);
    add_u32(&k, id);
    return k;
}

struct key key_line(uint32_t hall, Hallq__Line__Kind kind, uint32_t id) {
    struct key k = key_hall(hall);
    add_u8(&k, kind);
    add_u32(&k, id);
    return k;
}

enum kind_of_alerts { KIND_OPEN_ALERT = 1, KIND_OVER_ALERT, KIND_USUAL, KIND_PRINTER, KIND_HOOK };

static struct key key_of_kind(uint32_t hall, unsigned kind, uint64_t number) {
    struct key k = key_hall(hall);
    add_u8(&k, kind);
    add_u64(&k, number);
    return k;
}

static struct key key_of_alerts(uint32_t hall, enum kind_of_alerts kind, uint64_t number) {
    return key_of_kind(hall, kind, number);
}

struct key key_open_alert(uint32_t hall, uint64_t alert) {
    return key_of_alerts(hall, KIND_OPEN_ALERT, alert);
}

struct key key_over_alert(uint32_t hall, uint64_t alert) {
    return key_of_alerts(hall, KIND_OVER_ALERT, alert % LIMIT_ALERTS_OVER);
}

struct key key_usual(uint32_t hall, uint32_t service) {
    return key_of_alerts(hall, KIND_USUAL, service);
}

struct key key_printer(uint32_t hall, uint32_t device) {
    return key_of_alerts(hall, KIND_PRINTER, device);
}

struct key key_hook(uint32_t hall, uint32_t hook) {
    return key_of_alerts(hall, KIND_HOOK, hook);
}

struct key key_of_cases(uint32_t hall, enum part_of_cases part, uint32_t number) {
    return key_of_kind(hall, part, number);
}

struct key key_topics(uint32_t hall, int32_t day) {
    return key_of_cases(hall, PART_TOPICS, (uint32_t)day % LIMIT_TOPIC_DAYS);
}

struct key key_booked_at(uint32_t hall, int64_t at_ms, uint32_t booking) {
    uint64_t minute = at_ms > 0 ? (uint64_t)at_ms / MINUTE_MS : 0;
    return key_of_kind(hall, PART_BOOKED_AT, minute << 32 | booking);
}

int64_t key_read_booked_min(struct bytes key) {
    return (int64_t)(key_read_u64(key, KEY_OF_CASES_PREFIX_SIZE) >> 32);
}

struct key key_counter(uint32_t hall, uint32_t counter) {
    return two_u32(hall, counter);
}

struct key key_staff(uint32_t hall, uint32_t staff) {
    return two_u32(hall, staff);
}

struct key key_sign_on(uint32_t hall, uint32_t device) {
    return two_u32(hall, device);
}

struct key key_pin_tries(uint32_t hall, uint32_t device) {
    struct key k = two_u32(hall, UINT32_MAX);
    add_u32(&k, device);
    return k;
}

struct key key_ticket(uint32_t hall, uint64_t ticket) {
    struct key k = key_hall(hall);
    add_u64(&k, ticket);
    return k;
}

struct key key_number(uint32_t hall, const char *letter, size_t letter_len, uint32_t index) {
    struct key k = key_hall(hall);
    uint32_t letters = 0;
    for (size_t i = 0; i < letter_len; i++)
        letters = letters << 8 | (unsigned char)letter[i];
    add_u32(&k, letters);
    add_u32(&k, index);
    return k;
}

struct key key_queue(uint32_t hall, Hallq__Line__Kind kind, uint32_t id, int64_t rank_ms,
                     uint64_t ticket) {
    struct key k = key_line(hall, kind, id);
    add_i64(&k, rank_ms);
    add_u64(&k, ticket);
    return k;
}

// A kind behind the kinds of lines.
#define KIND_ASIDE 16

struct key key_aside(uint32_t hall, uint32_t counter, int64_t until_ms, uint64_t ticket) {
    return key_queue(hall, (Hallq__Line__Kind)KIND_ASIDE, counter, until_ms, ticket);
}

struct key key_due(int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind, uint64_t subject) {
    struct key k = {.size = 0};
    add_i64(&k, at_ms);
    add_u32(&k, hall);
    add_u8(&k, kind);
    add_u64(&k, subject);
    return k;
}

struct key key_request(uint32_t hall, uint32_t device, uint64_t session, uint32_t number,
                       const ProtobufCBinaryData *principal) {
    struct key k = two_u32(hall, device);
    add_u64(&k, session);
    add_u32(&k, number);
    if (principal->len == PRINCIPAL_SIZE) {
        memcpy(k.data + k.size, principal->data, PRINCIPAL_SIZE);
        k.size += PRINCIPAL_SIZE;
    }
    return k;
}

struct key key_request_last(uint32_t hall, uint32_t device, uint64_t session) {
    unsigned char last[PRINCIPAL_SIZE];
    memset(last, UINT8_MAX, sizeof last);
    return key_request(hall, device, session, UINT32_MAX,
                       &(ProtobufCBinaryData){sizeof last, last});
}

struct key key_call(uint32_t hall, uint32_t slot) {
    return two_u32(hall, slot);
}

struct key key_measure(uint32_t hall, uint32_t measure) {
    return two_u32(hall, measure % LIMIT_MEASURES_KEPT);
}

struct key key_sealed(uint32_t hall, int32_t day, uint64_t sealed) {
    struct key k = key_hall(hall);
    add_i32(&k, day);
    add_u64(&k, sealed);
    return k;
}

struct key key_journal(uint32_t hall, uint64_t last_seq) {
    return key_ticket(hall, last_seq);
}

struct key key_stream(uint32_t hall, uint32_t service, uint32_t customer_class) {
    struct key k = two_u32(hall, service);
    add_u32(&k, customer_class);
    return k;
}

struct key key_served(uint32_t hall, uint32_t service) {
    return two_u32(hall, service);
}

struct key key_score(uint32_t hall, int32_t day, uint32_t service, uint32_t hour) {
    struct key k = key_hall(hall);
    add_i32(&k, day);
    add_u32(&k, service);
    add_u8(&k, hour);
    return k;
}

struct key key_figures(uint32_t hall, int32_t day, Hallq__FiguresRow__Kind kind, uint32_t number) {
    struct key k = key_hall(hall);
    add_i32(&k, day);
    add_u8(&k, kind);
    add_u32(&k, number);
    return k;
}

struct key key_folded(uint32_t hall) {
    return key_figures(hall, INT32_MAX, HALLQ__FIGURES_ROW__KIND__UPTO, 0);
}

bool key_fits(enum table table, size_t size) {
    static const size_t sizes[TABLE_COUNT] = {
        [TABLE_META] = 1,
        [TABLE_DEVICE] = 4,
        [TABLE_DEVICE_KEY] = 32,
        [TABLE_HALL] = KEY_HALL_SIZE,
        [TABLE_SETTINGS] = KEY_HALL_SIZE,
        [TABLE_LINE] = KEY_QUEUE_PREFIX_SIZE,
        [TABLE_COUNTER] = KEY_COUNTER_SIZE,
        [TABLE_STAFF] = 8,
        [TABLE_SIGN_ON] = 8,
        [TABLE_TICKET] = 12,
        [TABLE_NUMBER] = 12,
        [TABLE_QUEUE] = 25,
        [TABLE_DUE] = KEY_DUE_SIZE,
        [TABLE_REQUEST] = 20,
        [TABLE_CALL] = 8,
        [TABLE_SEALED] = 16,
        [TABLE_JOURNAL] = 12,
        [TABLE_MEASURE] = 8,
        [TABLE_FORECAST] = KEY_HALL_SIZE,
        [TABLE_STREAM] = 12,
        [TABLE_SERVED] = 8,
        [TABLE_SCORE] = 13,
        [TABLE_FIGURES] = 13,
        [TABLE_CASE] = KEY_OF_CASES_SIZE,
    };
    return size == sizes[table] || (table == TABLE_NUMBER && size == KEY_NUMBER_OF_DAY_SIZE) ||
           (table == TABLE_REQUEST && size == sizes[table] + PRINCIPAL_SIZE) ||
           (table == TABLE_STAFF && size == KEY_PIN_TRIES_SIZE) ||
           (table == TABLE_SETTINGS && size == KEY_OF_ALERTS_SIZE);
}

uint32_t key_hall_of(enum table table, struct bytes key) {
    bool of_none = table == TABLE_META || table == TABLE_DEVICE || table == TABLE_DEVICE_KEY;
    if (of_none || !key_fits(table, key.size))
        return 0;
    return key_read_u32(key, table == TABLE_DUE ? 8 : 0);
}

uint32_t key_read_u32(struct bytes key, size_t at) {
    const unsigned char *b = key.data;
    assert(at + 4 <= key.size);
    return (uint32_t)b[at] << 24 | (uint32_t)b[at + 1] << 16 | (uint32_t)b[at + 2] << 8 | b[at + 3];
}

uint64_t key_read_u64(struct bytes key, size_t at) {
    return (uint64_t)key_read_u32(key, at) << 32 | key_read_u32(key, at + 4);
}

static int64_t key_read_i64(struct bytes key, size_t at) {
    return (int64_t)(key_read_u64(key, at) ^ (1ull << 63));
}

struct queue_key key_read_queue(struct bytes key) {
    return (struct queue_key){
        .hall = key_read_u32(key, 0),
        .kind = (Hallq__Line__Kind)((const unsigned char *)key.data)[4],
        .id = key_read_u32(key, 5),
        .rank_ms = key_read_i64(key, 9),
        .ticket = key_read_u64(key, 17),
    };
}

struct figures_key key_read_figures(struct bytes key) {
    return (struct figures_key){
        .day = (int32_t)(key_read_u32(key, KEY_HALL_SIZE) ^ (1u << 31)),
        .kind = (Hallq__FiguresRow__Kind)((const unsigned char *)key.data)[KEY_FIGURES_DAY_SIZE],
        .number = key_read_u32(key, KEY_FIGURES_DAY_SIZE + 1),
    };
}

struct due_key key_read_due(struct bytes key) {
    return (struct due_key){
        .at_ms = key_read_i64(key, 0),
        .hall = key_read_u32(key, 8),
        .kind = (Hallq__DueRow__Kind)((const unsigned char *)key.data)[12],
        .subject = key_read_u64(key, 13),
    };
}
