#include "tests/libhallq/small_hall.h"

int apply(struct hallq_view *v, Hallq__Event__BodyCase body_case, void *body) {
    Hallq__Event e = HALLQ__EVENT__INIT;
    e.seq = v->now.seq + 1;
    e.at_ms = (int64_t)e.seq * 1000;
    e.body_case = body_case;
    e.ticket_issued = body; // any member of the union
    return hallq_view_apply(v, &e);
}

Hallq__HallSettings *settings(struct settings *s, uint32_t services, uint32_t counters) {
    static uint32_t gives[] = {2, 1};
    s->settings = MAKE(HallSettings, hall_settings, .hall = 7);
    for (uint32_t i = 0; i < services; i++) {
        s->services[i] = MAKE(Service, service, .id = services - i);
        s->service_list[i] = &s->services[i];
    }
    for (uint32_t i = 0; i < counters; i++) {
        s->counters[i] = MAKE(CounterSettings, counter_settings, .id = counters - i,
                              .services = gives, .n_services = 2);
        s->counter_list[i] = &s->counters[i];
    }
    s->settings.services = s->service_list;
    s->settings.n_services = services;
    s->settings.counters = s->counter_list;
    s->settings.n_counters = counters;
    return &s->settings;
}

void hall_init(struct hallq_view *v, bool staff) {
    struct settings s;
    uint32_t open[] = {1, 2};
    hallq_view_init(v, staff);
    APPLY(v, SETTINGS_APPLIED, SettingsApplied, settings_applied, .version = 1, .day = 20000,
          .settings = settings(&s, 2, 3), .opened = open, .n_opened = 2);
    APPLY(v, STAFF_SIGNED_ON, StaffSignedOn, staff_signed_on, .staff = 11, .device = 5,
          .counter = 1, .role = HALLQ__STAFF__ROLE__CLERK);
    APPLY(v, COUNTER_OPENED, CounterOpened, counter_opened, .counter = 1, .clerk = 11);
    APPLY(v, COUNTER_OPENED, CounterOpened, counter_opened, .counter = 2);
}

void issue(struct hallq_view *v, uint64_t ticket) {
    APPLY(v, TICKET_ISSUED, TicketIssued, ticket_issued, .ticket = ticket, .number = STR("A001"),
          .service = 1, .entered = LINE(SERVICE_LINE, 1));
}

void call(struct hallq_view *v, uint64_t ticket, uint32_t counter, uint32_t call_count) {
    APPLY(v, TICKET_CALLED, TicketCalled, ticket_called, .ticket = ticket, .number = STR("A001"),
          .service = 1, .counter = counter, .call_count = call_count,
          .left = call_count == 1 ? LINE(SERVICE_LINE, 1) : NULL);
}

void serve(struct hallq_view *v, uint64_t ticket) {
    issue(v, ticket);
    call(v, ticket, 1, 1);
    APPLY(v, TICKET_STARTED, TicketStarted, ticket_started, .ticket = ticket, .number = STR("A001"),
          .counter = 1);
}
