// clock.h - what hallq-admin says of clocks: this machine's, and a broker's that is in doubt.
#ifndef HALLQ_ADMIN_CLOCK_H
#define HALLQ_ADMIN_CLOCK_H

#include "clients/admin/cli.h"
#include "command.pb-c.h"

// clock_here_ms: this machine's clock.
int64_t clock_here_ms(void);

// clock_here_possible: whether it can be right; if not, it says so: at which time it stands, and to
// set it.
bool clock_here_possible(struct cli *cli);

// clock_compare: whether this machine's clock is more than five minutes from hall time, as the reply
// tells it; says so on standard error, unless the broker's clock is in doubt itself.
bool clock_compare(struct cli *cli, const Hallq__Reply *reply);

// clock_moment: in the hall's own zone, "2026-11-29 18:40"; without a hall in UTC, and with that word.
// In the run's arena.
const char *clock_moment(struct cli *cli, const Hallq__HallSettings *h, int64_t at_ms);

// clock_span: hours and minutes, to the nearest, "2:05"; "0:01" at least. In the run's arena.
const char *clock_span(struct cli *cli, int64_t span_ms);

// clock_doubt: says on standard error that the broker's clock is in doubt, as the reply tells it: both
// times, by the zone of this hall (NULL: UTC), and what to do.
void clock_doubt(struct cli *cli, const Hallq__HallSettings *h, const Hallq__Reply *reply);

#endif
