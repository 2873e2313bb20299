#include "hall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "clients/libhallq/json.h"

static const char settings[] =
    "\"hall\":1,\"seq\":\"50\",\"atMs\":\"1772416800000\",\"version\":1,\"settings\":{"
    "\"hall\":1,\"name\":{\"zh\":\"城东营业厅\",\"en\":\"East Hall\"},"
    "\"zoneChanges\":[{\"atMs\":\"1\",\"offsetS\":28800}],"
    "\"zones\":[{\"id\":\"main\",\"name\":{\"zh\":\"受理区\",\"en\":\"Main area\"}}],"
    "\"services\":["
    "{\"id\":1,\"name\":{\"zh\":\"业务咨询\",\"en\":\"Enquiries\"},\"letter\":\"A\","
    "\"targetServiceS\":240,\"targetWaitS\":600,\"bring\":[{\"zh\":\"身份证\",\"en\":\"ID "
    "card\"}]},"
    "{\"id\":2,\"name\":{\"zh\":\"业务受理\",\"en\":\"Handling\"},\"letter\":\"B\","
    "\"targetServiceS\":600,\"targetWaitS\":900},"
    "{\"id\":3,\"name\":{\"zh\":\"售后\"},\"letter\":\"C\",\"targetServiceS\":600}],"
    "\"counters\":["
    "{\"id\":1,\"name\":{\"zh\":\"1号窗口\",\"en\":\"Counter "
    "1\"},\"zone\":\"main\",\"services\":[1,2]},"
    "{\"id\":2,\"name\":{\"zh\":\"2号窗口\",\"en\":\"Counter "
    "2\"},\"zone\":\"main\",\"services\":[2]},"
    "{\"id\":3,\"name\":{\"zh\":\"3号窗口\",\"en\":\"Counter 3\"},\"services\":[3]}],"
    "\"callsBeforeNoShow\":3,"
    "\"staff\":[{\"id\":101,\"name\":\"王芳\",\"role\":\"CLERK\",\"mayCallNamed\":true},"
    "{\"id\":301,\"name\":\"高峰\",\"role\":\"LEAD\"}],"
    "\"classes\":[{\"id\":1,\"name\":{\"zh\":\"贵宾\",\"en\":\"VIP\"}}],"
    "\"pauseReasons\":[{\"code\":\"lunch\",\"name\":{\"zh\":\"午餐\",\"en\":\"Lunch\"}},"
    "{\"code\":\"break\",\"name\":{\"zh\":\"休息\",\"en\":\"Break\"}}],"
    "\"suspendReasons\":[{\"code\":\"printer\",\"name\":{\"zh\":\"打印机故障\",\"en\":\"Printer "
    "down\"}}],"
    "\"namedReasons\":[{\"code\":\"upset\",\"name\":{\"zh\":\"安抚客户\",\"en\":\"Upset\"}}],"
    "\"outcomes\":[{\"code\":\"done\",\"name\":{\"zh\":\"已办结\",\"en\":\"Done\"}},"
    "{\"code\":\"papers\",\"name\":{\"zh\":\"资料不全\",\"en\":\"Papers missing\"}}],"
    "\"topics\":[{\"code\":\"sim\",\"name\":{\"zh\":\"补换卡\",\"en\":\"SIM\"}},"
    "{\"code\":\"bill\",\"name\":{\"zh\":\"账单\",\"en\":\"Bill\"}}]}";

static const char counters_closed[] =
    ",\"counters\":[{\"counter\":1,\"state\":\"CLOSED\"},{\"counter\":2,\"state\":\"CLOSED\"},"
    "{\"counter\":3,\"state\":\"CLOSED\"}]";

static void snapshot_load(struct hallq_view *v, const char *json) {
    char error[HALLQ_JSON_ERROR_SIZE] = "";
    struct arena arena;
    arena_init(&arena, 0);
    hallq_view_init(v, true);
    Hallq__Snapshot *snapshot =
        hallq_json_parse(&hallq__snapshot__descriptor, json, strlen(json), &arena, error);
    if (!snapshot)
        fail_msg("%s", error);
    assert_int_equal(hallq_view_load(v, snapshot), ERR_OK);
    v->stale = false;
    arena_fini(&arena);
}

void hall_load(struct hallq_view *v, const char *json) {
    char *all = NULL;
    size_t inner = strlen(json) - 2;
    bool counters = strstr(json, "\"counters\"") != NULL;
    if (asprintf(&all, "{%s%s%s%.*s}", settings, counters ? "" : counters_closed, inner ? "," : "",
                 (int)inner, json + 1) < 0)
        abort();
    snapshot_load(v, all);
    free(all);
}

void hall_quiet(struct hallq_view *v) {
    hall_load(v,
              "{\"lines\":[{\"line\":{\"kind\":\"SERVICE\",\"id\":1},\"waiting\":2,\"open\":true},"
              "{\"line\":{\"kind\":\"SERVICE\",\"id\":2},\"waiting\":1,\"open\":true},"
              "{\"line\":{\"kind\":\"SERVICE\",\"id\":3},\"open\":true,\"suspended\":true,"
              "\"reason\":\"printer\"},"
              "{\"line\":{\"kind\":\"COUNTER\",\"id\":1},\"waiting\":1}],"
              "\"counters\":["
              "{\"counter\":1,\"state\":\"SERVING\",\"ticket\":\"7\",\"number\":\"A007\","
              "\"sinceMs\":\"1772416500000\",\"clerk\":101,\"held\":1},"
              "{\"counter\":2,\"state\":\"CALLING\",\"ticket\":\"9\",\"number\":\"B002\","
              "\"sinceMs\":\"1772416790000\",\"clerk\":102,\"lost\":true},"
              "{\"counter\":3,\"state\":\"PAUSED\",\"pauseReason\":\"lunch\","
              "\"sinceMs\":\"1772416200000\"}],"
              "\"calls\":["
              "{\"seq\":\"40\",\"atMs\":\"1772416380000\",\"ticket\":\"7\",\"number\":\"A007\","
              "\"counter\":1,\"callCount\":1},"
              "{\"seq\":\"48\",\"atMs\":\"1772416789995\",\"ticket\":\"8\",\"number\":\"B001\","
              "\"counter\":3,\"callCount\":1},"
              "{\"seq\":\"49\",\"atMs\":\"1772416790000\",\"ticket\":\"9\",\"number\":\"B002\","
              "\"counter\":2,\"callCount\":1}],"
              "\"waits\":{\"hall\":1,\"lines\":["
              "{\"service\":1,\"waiting\":2,\"oldestEnteredAtMs\":\"1772416080000\","
              "\"roughWaitS\":900,\"lowerMin\":10,\"upperMin\":15,\"counters\":1},"
              "{\"service\":2,\"waiting\":1,\"oldestEnteredAtMs\":\"1772416770000\","
              "\"roughWaitS\":90,\"lowerMin\":0,\"upperMin\":3,\"counters\":2}]},"
              "\"people\":[{\"staff\":101,\"device\":3,\"counter\":1,\"role\":\"CLERK\"}]}");
}

void hall_crowded(struct hallq_view *v) {
    char *json = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    fputs("{\"hall\":2,\"seq\":\"9\",\"atMs\":\"1772416800000\",\"settings\":{\"hall\":2,"
          "\"name\":{\"zh\":\"省城第一中心综合移动通信营业大厅\"},\"services\":[",
          out);
    for (int i = 1; i <= 40; i++)
        fprintf(out,
                "%s{\"id\":%d,\"name\":{\"zh\":\"第%d项名称相当长的综合业务受理\"},"
                "\"letter\":\"%c\",\"targetWaitS\":600}",
                i > 1 ? "," : "", i, i, 'A' + i % 26);
    fputs("],\"counters\":[", out);
    for (int i = 1; i <= 60; i++)
        fprintf(out,
                "%s{\"id\":%d,\"name\":{\"zh\":\"贵宾接待与综合业务%d号窗口\"},"
                "\"services\":[1,2,3,4,5,6,7,8]}",
                i > 1 ? "," : "", i, i);
    fputs("]},\"counters\":[", out);
    for (int i = 1; i <= 60; i++)
        fprintf(out, "%s{\"counter\":%d,\"state\":\"%s\",\"pauseReason\":\"nameless\"}",
                i > 1 ? "," : "", i, i % 3 ? "PAUSED" : "FREE");
    fputs("],\"lines\":[", out);
    for (int i = 1; i <= 40; i++)
        fprintf(out,
                "%s{\"line\":{\"kind\":\"SERVICE\",\"id\":%d},\"waiting\":%d,\"open\":true,"
                "\"suspended\":%s}",
                i > 1 ? "," : "", i, i * 100, i % 2 ? "true" : "false");
    fputs("],\"waits\":{\"lines\":[", out);
    for (int i = 1; i <= 40; i++)
        fprintf(out,
                "%s{\"service\":%d,\"waiting\":%d,\"oldestEnteredAtMs\":\"1772380800000\","
                "\"lowerMin\":480,\"upperMin\":660,\"counters\":1}",
                i > 1 ? "," : "", i, i * 100);
    fputs("]},\"calls\":[", out);
    for (int i = 1; i <= 16; i++)
        fprintf(out,
                "%s{\"seq\":\"%d\",\"atMs\":\"1772416800000\",\"ticket\":\"%d\","
                "\"number\":\"Z%05d\",\"counter\":%d,\"callCount\":1}",
                i > 1 ? "," : "", i, i, i, 40 + i);
    fputs("]}", out);
    fclose(out);
    snapshot_load(v, json);
    free(json);
}

static bool drawn(const struct canvas *c, const char *text, char **ret_dump) {
    *ret_dump = canvas_dump(c);
    return strstr(*ret_dump, text) != NULL;
}

void assert_drawn(const struct canvas *c, const char *text) {
    char *dump;
    if (!drawn(c, text, &dump))
        fail_msg("'%s' is missing in\n%s", text, dump);
    free(dump);
}

void assert_not_drawn(const struct canvas *c, const char *text) {
    char *dump;
    if (drawn(c, text, &dump))
        fail_msg("'%s' should not be in\n%s", text, dump);
    free(dump);
}

void assert_in_order(const struct canvas *c, const char *first, const char *second) {
    char *dump = canvas_dump(c);
    const char *a = strstr(dump, first), *b = strstr(dump, second);
    if (!a || !b || a > b)
        fail_msg("'%s' does not come before '%s' in\n%s", first, second, dump);
    free(dump);
}
