#include "broker/hall/visit/exception.h"

void exception_add(struct change *c, Hallq__TicketRow *t, Hallq__Exception__Kind kind,
                   const char *reason, const Hallq__By *by) {
    struct arena *arena = c->state->arena;
    size_t count = t->n_exceptions;
    if (count >= LIMIT_EXCEPTIONS_KEPT)
        return;
    Hallq__Exception *added = arena_need(arena, sizeof *added);
    Hallq__Exception **grown = arena_need(arena, (count + 1) * sizeof(Hallq__Exception *));
    hallq__exception__init(added);
    added->kind = kind;
    added->reason = arena_text(arena, reason);
    added->staff = by ? by->staff : 0;
    for (size_t i = 0; i < count; i++)
        grown[i] = t->exceptions[i];
    grown[count] = added;
    t->exceptions = grown;
    t->n_exceptions = count + 1;
}
