// example.c - takes a ticket on an open broker, tells how many tickets are ahead, and waits until
// the ticket is called.
//     hallq-example tcp://127.0.0.1:7301 tcp://127.0.0.1:7302 HALL SERVICE
#include <base/number.h>
#include <hallq.h>
#include <stdio.h>
#include <stdlib.h>

static struct hallq *client;
static struct hallq_follow *follow;
static uint64_t ticket;

// Looks at the view's newest calls: call_cb alone would not do, since our call may be older than
// the first snapshot, or be heard before the answer that names our ticket.
static void look(void) {
    const struct hallq_view *view = hallq_follow_view(follow);
    for (size_t i = 0; client && ticket && i < view->now.n_calls; i++) {
        if (view->now.calls[i]->ticket != ticket)
            continue;
        printf("%s called to counter %u\n", view->now.calls[i]->number,
               view->now.calls[i]->counter);
        hallq_close(&client, NULL, NULL); // ends the following too, so the loop runs out
    }
}

static void changed_cb(struct hallq_follow *f, void *arg) {
    (void)f, (void)arg;
    look();
}

static void issued_cb(struct hallq *c, const struct hallq_result *result, void *arg) {
    (void)c, (void)arg;
    if (result->outcome == HALLQ_APPLIED) {
        const Hallq__TicketCard *card = result->reply->done->ticket;
        ticket = card->ticket;
        printf("%s: %u people ahead\n", card->number, card->people_ahead);
        look();
    } else if (result->outcome == HALLQ_REFUSED) {
        fprintf(stderr, "%s\n", refusal_text(result->reason, LANGUAGE_EN));
        hallq_close(&client, NULL, NULL);
    } // HALLQ_UNKNOWN: the library goes on asking and calls this again
}

int main(int argc, char **argv) {
    if (argc != 5)
        return EXIT_FAILURE;
    uint32_t hall;
    struct hallq_options options = {.commands = argv[1], .public_feed = argv[2], .device = 1};
    options.role = HALLQ__DEVICE__ROLE__KIOSK;
    struct hallq_follow_callbacks callbacks = {.changed_cb = changed_cb};
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    if (!number_read_32(argv[3], 1, UINT32_MAX, &hall) ||
        !number_read_32(argv[4], 1, UINT32_MAX, &issue.service))
        return EXIT_FAILURE;
    HALLQ_REQUEST(request, hall, ISSUE, issue, &issue);
    if (hallq_connect(uv_default_loop(), &options, &client) ||
        hallq_follow(client, hall, HALLQ_FEED_PUBLIC, &callbacks, NULL, &follow) ||
        hallq_send(client, &request, HALLQ_DEADLINE_MS, issued_cb, NULL, NULL))
        return EXIT_FAILURE;
    setvbuf(stdout, NULL, _IOLBF, 0);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT) || uv_loop_close(uv_default_loop());
}
