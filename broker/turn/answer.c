#include "broker/turn/answer.h"

#include "base/wire/wire.h"

void answer_release(struct turn_parts *p, struct outcome *outcome) {
    if (outcome->reserved_size)
        router_release(p->router, outcome->device, outcome->reserved_size);
    outcome->reserved_size = 0;
}

static void job_send(const struct turn_parts *p, const struct job *job,
                     const struct wire_packed *frame) {
    for (size_t i = 0; i < job->peer_count; i++)
        router_send(p->router, &job->peers[i], job->device, frame->data, frame->size);
}

static void reply_count(const struct turn_parts *p, const Hallq__Request *request,
                        const Hallq__Reply *reply, enum answer otherwise) {
    bool refused = reply->body_case == HALLQ__REPLY__BODY_REFUSAL;
    counters_answer(p->counters, request, refused ? ANSWER_REFUSED : otherwise,
                    refused ? reply->refusal->reason : HALLQ__REFUSAL__REASON__NONE);
}

// From the release on the answer counts as sent.
void answer_command(struct turn_parts *p, const struct command *command, struct outcome *outcome) {
    if (!outcome->reply)
        return;
    struct wire_packed frame = wire_pack_in(outcome->reply, &p->arena);
    bool applied = outcome->record && !outcome->look;
    answer_release(p, outcome);
    if (command->job)
        job_send(p, command->job, &frame);
    else
        router_send(p->router, &command->peer, command->asker.device, frame.data, frame.size);
    reply_count(p, command->request, outcome->reply,
                applied          ? ANSWER_APPLIED
                : outcome->again ? ANSWER_AGAIN
                                 : ANSWER_READ);
}

void answer_job(const struct turn_parts *p, struct job *job) {
    job->reply.clock = hall_time_doubt(p->time, &job->arena);
    struct wire_packed frame = wire_pack_in(&job->reply, &job->arena);
    job_send(p, job, &frame);
    reply_count(p, job->request, &job->reply, ANSWER_READ);
    if (job->reply.body_case == HALLQ__REPLY__BODY_JOURNAL) // reading on is on record already
        halls_page_read(p->halls, job->request->hall, job->device, job->reply.journal->upto);
}
