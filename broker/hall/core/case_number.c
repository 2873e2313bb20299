#include "broker/hall/core/case_number.h"

// A restored database may be behind the folder of keys: a number whose key was destroyed there is
// passed over, since nothing could be sealed under it. The outside says so, as it sealed.
int case_number_new(struct deciding *d, bool by_customers, uint32_t *ret) {
    uint32_t room = by_customers ? LIMIT_CASES_KEPT / 2 : LIMIT_CASES_KEPT;
    uint32_t next = d->row->cases + 1;
    *ret = d->asker->case_number > next ? d->asker->case_number : next;
    return d->row->kept_cases < room ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__CASES_FULL, NULL);
}
