// verb_range.c - the figures of many business days.
#include <errno.h>

#include "base/output.h"
#include "clients/admin/ask.h"
#include "clients/libhallq/json.h"
#include "clients/sheet/range.h"

#define RANGE_DEADLINE_MS                                                                          \
    (2 * ASK_DEADLINE_MS) // days that are not folded yet are read ticket by ticket

static int range_get(struct ask *a, const Hallq__RangeReport **ret_report,
                     const Hallq__HallSettings **ret_settings) {
    Hallq__GetRange get_range = HALLQ__GET_RANGE__INIT;
    Hallq__GetSettings get_settings = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply;
    get_range.from_day = a->cli->from_day;
    get_range.to_day = a->cli->to_day;
    get_range.by = a->cli->by;
    HALLQ_REQUEST(range, ask_hall(a), GET_RANGE, get_range, &get_range);
    HALLQ_REQUEST(settings, ask_hall(a), GET_SETTINGS, get_settings, &get_settings);
    int code = ask_send(a, &range, RANGE_DEADLINE_MS, &a->cli->arena, &reply);
    if (code)
        return code;
    *ret_report = reply->range;
    code = ask_send(a, &settings, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (!code)
        *ret_settings = reply->settings;
    return code;
}

int verb_range(struct cli *cli) {
    struct ask a;
    const Hallq__RangeReport *report = NULL;
    const Hallq__HallSettings *settings = NULL;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = range_get(&a, &report, &settings);
    ask_close(&a);
    if (!code && cli->json)
        json_print(report, true);
    else if (!code)
        range_print(stdout, cli->csv, report, settings, cli->language);
    return code;
}
