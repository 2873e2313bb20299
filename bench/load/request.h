// request.h - the requests of one client of hallqd, packed once with protobuf-c; what changes, hall
// and number, is written over in place.
//
// Client n is kiosk device REQUEST_KIOSK + n and the terminal REQUEST_COUNTER + n at counter n + 1
// (bench/lib/halls.py prepares such a hall).
#ifndef HALLQ_BENCH_REQUEST_H
#define HALLQ_BENCH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/load/load.h"

#define REQUEST_KIOSK 10000
#define REQUEST_COUNTER 20000
#define REQUEST_SIZE 64
#define REQUEST_NUMBER_FIRST (1u << 21) // from here to 2^28 a varint takes four bytes

struct request {
    uint8_t data[REQUEST_SIZE];
    size_t size, number_at, hall_at;
};

// requests_make: one for each enum op. `claim`: says which device it is, for a broker without keys.
void requests_make(struct request *requests, uint32_t client, uint32_t services, bool claim);

void request_set(struct request *r, uint32_t hall, uint32_t number);

#endif
