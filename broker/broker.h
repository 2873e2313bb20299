// broker.h - the parts of a running broker. Only the files directly in this folder, which start,
// stop and tick the broker, include this header; a part is given pointers to the parts that it
// needs.
#ifndef HALLQ_BROKER_H
#define HALLQ_BROKER_H

#include <uv.h>

#include "broker/after/aftermath.h"
#include "broker/after/alerts.h"
#include "broker/after/foresee.h"
#include "broker/after/publish.h"
#include "broker/after/scores.h"
#include "broker/after/unread.h"
#include "broker/after/waits.h"
#include "broker/after/zones.h"
#include "broker/doors.h"
#include "broker/jobs/work.h"
#include "broker/options.h"
#include "broker/port_file.h"
#include "broker/turn/sender.h"
#include "broker/turn/turn.h"

struct broker {
    struct options options;
    struct port_file port_file;
    uv_loop_t *loop;
    struct doors doors;
    struct store *store;
    enum store_keys keys; // whether the hall was made with keys, as the store says
    struct seal_ring *seals;
    // live
    struct hall_time time;
    struct devices devices;
    struct leases leases;
    struct presences presences;
    struct halls halls;
    struct counters counters;
    struct twins twins;
    // turn
    struct work work;
    struct inbox inbox;
    struct look look;
    struct sender sender;
    struct turn turn;
    // after
    struct purges purges;
    struct signed_on signed_on;
    struct aftermath aftermath;
    struct publish publish;
    struct waits waits;
    struct zones zones;
    struct alerts alerts;
    struct scores scores;
    struct unread unread;
    struct foresee foresee;
    // handles of the clock
    uv_timer_t tick;
    uv_timer_t waits_timer;
    uv_timer_t watchdog;
    uv_signal_t signals[2];
    bool zones_due;    // the halls' zones are to be compared between the next turns
    bool handles_open; // the timers and signals above and the turn's handles are open
    bool stopping;
};

#endif
