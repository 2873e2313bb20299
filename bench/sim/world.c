#include "bench/sim/world.h"

#include <stdio.h>
#include <string.h>

#include "bench/sim/words.h"

int world_connect(struct world *w, const char *name, Hallq__Device__Role role, uint32_t device,
                  struct hallq **ret_client) {
    const struct world_options *o = w->options;
    struct hallq_options options = {.commands = o->commands,
                                    .public_feed = o->public_feed,
                                    .lead_feed = o->lead_feed,
                                    .role = role,
                                    .device = device};
    struct hallq_keyfile keyfile;
    if (o->keys) {
        char path[4096], error[HALLQ_KEYFILE_ERROR_SIZE];
        snprintf(path, sizeof path, "%s/%s.key", o->keys, name);
        int err = hallq_keyfile_read_in(&keyfile, path, words_language_get(), error);
        if (err) {
            fprintf(stderr, "%s\n", error);
            return err;
        }
        options = hallq_options_of(&keyfile);
    }
    options.hall = o->hall;
    options.beside = w->display;
    if (!w->display) {
        options.link_cb = w->link_cb;
        options.arg = w->link_arg;
        snprintf(w->commands, sizeof w->commands, "%s", options.commands);
    }
    int err = hallq_connect(w->loop, &options, ret_client);
    hallq_keyfile_wipe(&keyfile);
    return err;
}

int64_t world_at_ms(const struct world *w, double day_s) {
    return w->midnight_ms + (int64_t)(day_s * 1000);
}

double world_day_s(const struct world *w) {
    return (double)(agenda_now_ms(&w->agenda) - w->midnight_ms) / 1000;
}

void world_heard(struct world *w, const struct hallq_result *result) {
    if (result->reply && result->reply->at_ms)
        agenda_tell(&w->agenda, result->reply->at_ms);
    if (result->outcome == HALLQ_UNKNOWN && result->final)
        w->tally.unknown++;
}

static void all_closed_cb(void *arg) {
    struct world *w = arg;
    w->ended_cb(w);
}

// Goes on at once where there is no such client.
static void close_client(struct world *w, struct hallq **client, void (*closed_cb)(void *arg)) {
    if (*client)
        hallq_close(client, closed_cb, w);
    else
        closed_cb(w);
}

static void kiosk_closed_cb(void *arg) {
    struct world *w = arg;
    close_client(w, &w->display, all_closed_cb);
}

static void lead_closed_cb(void *arg) {
    struct world *w = arg;
    close_client(w, &w->kiosk, kiosk_closed_cb);
}

static void clerks_closed_cb(void *arg) {
    struct world *w = arg;
    lead_close(w->lead, lead_closed_cb, w);
}

void world_end(struct world *w) {
    if (w->ending)
        return;
    w->ending = true;
    agenda_stop(&w->agenda);
    clerks_close(w, clerks_closed_cb, w);
}
