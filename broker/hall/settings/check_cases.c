// check_cases.c - whom work slips go to, and when cases are to be answered.
#include "base/limit.h"
#include "broker/hall/settings/checker.h"

static void check_department(struct checker *c, size_t i) {
    const Hallq__Department *department = c->s->departments[i];
    checker_text_once(c, ".departments", ".code", (void *const *)c->s->departments, i,
                      offsetof(Hallq__Department, code), PROBLEM_CODE_TWICE);
    size_t here = checker_push(c, ".departments[%zu]", i);
    checker_code(c, ".code", text_or_empty(department->code), LIMIT_CODE);
    checker_text(c, ".name", department->name);
    checker_utf8(c, ".contact", text_or_empty(department->contact));
    checker_pop(c, here);
}

void check_departments(struct checker *c) {
    if (!checker_list(c, c->s, "departments"))
        return;
    for (size_t i = 0; i < c->s->n_departments; i++)
        check_department(c, i);
}

// Settings of an earlier version say nothing of cases.
void check_cases(struct checker *c) {
    if (!c->s->cases)
        return;
    size_t here = checker_push(c, ".cases");
    checker_fields(c, c->s->cases);
    checker_pop(c, here);
}
