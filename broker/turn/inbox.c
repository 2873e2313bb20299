#include "broker/turn/inbox.h"

#include "broker/jobs/job.h"

void inbox_init(struct inbox *in, uv_loop_t *loop) {
    arena_init(&in->arena, 0);
    uv_idle_init(loop, &in->idle);
}

void inbox_close(struct inbox *in) {
    uv_close((uv_handle_t *)&in->idle, NULL);
}

void inbox_fini(struct inbox *in) {
    inbox_clear(in);
    arena_fini(&in->arena);
}

struct command *inbox_command(struct inbox *in) {
    if (in->count == INBOX_MAX)
        return NULL;
    struct command *command = arena_need(&in->arena, sizeof *command);
    hallq__refusal__init(&command->refusal);
    in->list[in->count++] = (struct arrival){.command = command};
    in->command_count++;
    return command;
}

struct finding *inbox_finding(struct inbox *in, enum finding_kind kind) {
    if (in->count >= INBOX_MAX / 2)
        return NULL;
    struct finding *finding = arena_need(&in->arena, sizeof *finding);
    finding->kind = kind;
    in->list[in->count++] = (struct arrival){.finding = finding};
    return finding;
}

static void idle_cb(uv_idle_t *h) {
    (void)h;
}

void inbox_wake(struct inbox *in) {
    if (!uv_is_closing((uv_handle_t *)&in->idle))
        uv_idle_start(&in->idle, idle_cb);
}

void inbox_rest(struct inbox *in) {
    uv_idle_stop(&in->idle);
}

void inbox_clear(struct inbox *in) {
    for (size_t i = 0; i < in->count; i++)
        if (in->list[i].command)
            job_destroy(in->list[i].command->job);
    in->count = in->command_count = 0;
    if (in->secrets)
        arena_wipe(&in->arena);
    else
        arena_reset(&in->arena);
    in->secrets = false;
}
