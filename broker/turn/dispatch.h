// dispatch.h - from a frame to an item of the turn, and from an item to what it comes to.
#ifndef HALLQ_DISPATCH_H
#define HALLQ_DISPATCH_H

#include "base/wire/wire.h"
#include "broker/broker.h"

// dispatch_frame: takes a frame of the router into the next turn: who sent it, what it asks. A
// frame that cannot be read becomes a refusal; nothing is decided yet.
void dispatch_frame(void *broker, const struct peer *peer, const char *user_id, const void *frame,
                    size_t frame_size);

// dispatch_job: takes a request whose work is done into the next turn; false: the turn is full.
bool dispatch_job(void *broker, struct job *job);

// dispatch_job_answer: sends the answer of a job that ends without a turn. dispatch_job_send: a packed
// reply, to all who asked for the job.
void dispatch_job_answer(void *broker, struct job *job);
void dispatch_job_send(struct broker *b, struct job *job, const struct wire_packed *frame);

// dispatch_decide: in the open transaction: item->record to be applied, or item->reply, or
// item->new_job; a finding may come to nothing at all. Returns ERR_OK or a store error.
int dispatch_decide(struct broker *b, struct state *s, struct item *item);

// dispatch_answer: the answer of an item whose record was applied. Customer data it may show is
// opened here.
int dispatch_answer(struct broker *b, struct state *s, struct item *item);

// dispatch_text_open: the text of a sealed row, in the arena; *ret_text stays as it is if it cannot be
// read any more: its key is gone with its day, or with the folder it lay in. That is nobody's error, and
// undoes no turn. Returns ERR_OK or a store error.
int dispatch_text_open(struct broker *b, struct state *s, uint32_t hall, int32_t from_day,
                       uint64_t sealed, char **ret_text);

// dispatch_codes: what makes the codes of tickets, for askers.
struct code_maker dispatch_codes(struct broker *b);

// dispatch_refuse: makes the item's reply a refusal, whatever it was before.
void dispatch_refuse(struct broker *b, struct item *item, Hallq__Refusal__Reason reason);

// dispatch_refuse_stopped: the same, for what cannot be written now: ERR_DISK_FULL or ERR_MAP_FULL.
void dispatch_refuse_stopped(struct broker *b, struct item *item, int err);

// dispatch_asker: fills who asks from a device's row; the list of halls is copied, since devices
// may be loaded anew while the turn goes on.
void dispatch_asker(struct asker *asker, const struct device *device, struct arena *arena);

#endif
