// check_slip.c - what stands on printed slips.
#include <string.h>

#include "base/limit.h"
#include "broker/hall/settings/checker.h"

static void check_texts(struct checker *c, const char *name, Hallq__Text *const *texts,
                        size_t count) {
    if (!checker_list(c, c->s, name))
        return;
    for (size_t i = 0; i < count; i++) {
        size_t here = checker_push(c, ".%s[%zu]", name, i);
        checker_text(c, "", texts[i]);
        checker_pop(c, here);
    }
}

void check_slip_header(struct checker *c) {
    check_texts(c, "slip_header", c->s->slip_header, c->s->n_slip_header);
}

void check_slip_footer(struct checker *c) {
    check_texts(c, "slip_footer", c->s->slip_footer, c->s->n_slip_footer);
}

// Machines read a code of ASCII alone, and the ticket's path is put behind the name.
static bool link_fits(const char *link) {
    const char *name = !strncmp(link, "https://", 8)  ? link + 8
                       : !strncmp(link, "http://", 7) ? link + 7
                                                      : "";
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              ".-:[]");
    return len && !name[len] && strlen(link) <= LIMIT_LINK;
}

void check_slip_link(struct checker *c) {
    const char *link = text_or_empty(c->s->slip_link);
    if (*link && !link_fits(link))
        checker_report(
            c, ".slip_link",
            (struct problem){PROBLEM_LINK_BAD, .text = checker_shown(link), .high = LIMIT_LINK});
}
