// model_measure.h - measures and alerts as the model keeps them.
#ifndef HALLQ_SIM_MODEL_MEASURE_H
#define HALLQ_SIM_MODEL_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "measure.pb-c.h"
#include "tests/sim/said.h"

enum {
    MODEL_MEASURES = 64, // that a hall keeps
    MODEL_MEASURE_SERVICES = 8,
    MODEL_ALERTS = 4096, // those with greater numbers are not followed
    MODEL_PROPOSED = 2,
    MODEL_CODE_TEXT = 32,
};

// What a measure says.
struct model_what {
    int kind;
    uint32_t counter;
    uint32_t services[MODEL_MEASURE_SERVICES];
    size_t service_count;
    char zone[MODEL_CODE_TEXT], text_code[MODEL_CODE_TEXT];
    uint32_t to_hall, people, minutes;
};

struct model_measure {
    uint32_t number; // 0: none has this place yet
    struct model_what what;
    uint32_t device, staff; // who took it
    uint64_t alert;
    int64_t at_ms, until_ms, judge_ms, ended_ms; // 0: not
    bool lasts;
    int end;
    uint32_t ended_device, ended_staff;
    bool proposed;
    uint32_t with_s, without_s;
    int64_t for_ms;
    struct said lines;       // as they stood when it was taken
    struct said outcomes[2]; // and later
    size_t outcome_count;
};

struct model_alert {
    bool open, seen;
    int kind, level;
    uint32_t subject, count;
    uint64_t measure;
    struct model_what proposed[MODEL_PROPOSED];
    size_t proposed_count;
    uint32_t with_s, without_s;
    int64_t for_ms;
};

#endif
