// patch.h - what a page in a browser does with the changed parts of a view: it takes them over, and folds
// nothing.
#ifndef HALLQ_TESTS_RULES_PATCH_H
#define HALLQ_TESTS_RULES_PATCH_H

#include "clients/libhallq/view/view.h"

// patch_take: takes the changed parts over into `page`, whose memory the arena is.
void patch_take(Hallq__Snapshot *page, const struct hallq_changed *changed, bool all,
                struct arena *a);

#endif
