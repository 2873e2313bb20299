#include "broker/hall/alert/limits.h"

// As the marks of AlertSettings have it (a test compares them).
#define LONG_WAIT_S 1200
#define CALM_WAIT_S 900
#define CALM_FOR_S 300
#define IDLE_S 180
#define OVER_TARGET_PERCENT 200
#define PAUSE_LIMIT_S 1200
#define SILENT_S 120
#define NO_LEAD_S 900
#define ESCALATE_AFTER_S 600
#define STORM 5
#define HELP_RED_S 120
#define HELP_BREACH_S 300

static uint32_t or_else(uint32_t set, uint32_t otherwise) {
    return set ? set : otherwise;
}

static int64_t or_else_ms(uint32_t set_s, uint32_t otherwise_s) {
    return (int64_t)or_else(set_s, otherwise_s) * 1000;
}

static void kinds_off(const Hallq__AlertSettings *a, bool off[ALERT_KINDS]) {
    off[HALLQ__ALERT__KIND__LINE_CROWDED] = a->without_line_crowded;
    off[HALLQ__ALERT__KIND__COUNTER_IDLE] = a->without_counter_idle;
    off[HALLQ__ALERT__KIND__OVER_TARGET] = a->without_over_target;
    off[HALLQ__ALERT__KIND__PAUSED_LONG] = a->without_paused_long;
    off[HALLQ__ALERT__KIND__DEVICE_SILENT] = a->without_device_silent;
    off[HALLQ__ALERT__KIND__SERVICE_SUSPENDED] = a->without_service_suspended;
    off[HALLQ__ALERT__KIND__CLOSING] = a->without_closing;
    off[HALLQ__ALERT__KIND__NO_LEAD] = a->without_no_lead;
    off[HALLQ__ALERT__KIND__NO_PAPER] = a->without_no_paper;
    off[HALLQ__ALERT__KIND__PRINTER_SILENT] = a->without_printer_silent;
    off[HALLQ__ALERT__KIND__WEBHOOK_STOPPED] = a->without_webhook_stopped;
    off[HALLQ__ALERT__KIND__HELP_WAITING] = a->without_help_waiting;
    off[HALLQ__ALERT__KIND__CASE_DUE] = a->without_case_due;
    off[HALLQ__ALERT__KIND__CALL_BACK_DUE] = a->without_call_back_due;
    off[HALLQ__ALERT__KIND__WORK_SLIP_DUE] = a->without_work_slip_due;
}

struct alert_limits alert_limits(const Hallq__HallSettings *settings) {
    static const Hallq__AlertSettings none = HALLQ__ALERT_SETTINGS__INIT;
    const Hallq__AlertSettings *a = settings->alerts ? settings->alerts : &none;
    struct alert_limits limits = {
        .crowd = {.long_s = or_else(a->long_wait_s, LONG_WAIT_S),
                  .calm_s = or_else(a->calm_wait_s, CALM_WAIT_S),
                  .calm_for_s = or_else(a->calm_for_s, CALM_FOR_S)},
        .idle_ms = or_else_ms(a->idle_s, IDLE_S),
        .pause_ms = or_else_ms(a->pause_limit_s, PAUSE_LIMIT_S),
        .silent_ms = or_else_ms(a->silent_s, SILENT_S),
        .no_lead_ms = or_else_ms(a->no_lead_s, NO_LEAD_S),
        .escalate_ms = or_else_ms(a->escalate_after_s, ESCALATE_AFTER_S),
        .help_red_ms = or_else_ms(a->help_red_s, HELP_RED_S),
        .help_breach_ms = or_else_ms(a->help_breach_s, HELP_BREACH_S),
        .over_target_percent = or_else(a->over_target_percent, OVER_TARGET_PERCENT),
        .storm = or_else(a->storm, STORM),
    };
    kinds_off(a, limits.off);
    return limits;
}
