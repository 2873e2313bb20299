// stream.h - the figures of a stream: the tickets of a service and a class of customers, which are
// called in one order. They are learnt from when somebody joins the stream, leaves it and is called.
//
// A stream is followed at its own events alone, since between them only time passes: what the other
// streams of its counters do shows in its calls.
#ifndef HALLQ_WAIT_STREAM_H
#define HALLQ_WAIT_STREAM_H

#include "broker/forecast/past.h"
#include "broker/forecast/score.h"
#include "broker/hall/core/change.h"

struct stream {
    struct past past;
    struct skill skill;
    uint32_t waiting; // tickets in the line of the service
};

// stream_look: the stream as of its last event; a new stream where there is no row, or none that can
// be read. Returns ERR_OK or a store error.
int stream_look(struct state *s, uint32_t hall, uint32_t service, uint32_t customer_class,
                struct stream *ret);

// Applying. All return ERR_OK or a store error.

// stream_join: a ticket enters the line of a service. stream_part: the ticket leaves that line, called
// or not. The flag in_stream of the ticket's row says that it is counted; the caller stores the row.
int stream_join(struct change *c, Hallq__TicketRow *t);
int stream_part(struct change *c, Hallq__TicketRow *t);

// stream_call: a ticket that has left the stream was called after `waited_s`. With `said`, which is
// what the hall's forecast said of the ticket (NULL: nothing), it is judged whether the forecast still
// earns its place; *ret_turned: skill was lost by this wait, or is back; *ret_fallen: it is lost now.
int stream_call(struct change *c, const Hallq__TicketRow *t, int64_t entered_at_ms, double waited_s,
                const struct score_said *said, bool *ret_turned, bool *ret_fallen);

#endif
