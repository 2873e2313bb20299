#include "broker/hall/follow.h"

#include "broker/hall/case/following.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/measure/following.h"
#include "broker/hall/slot/following.h"

int record_follow(struct deciding *d) {
    int err = leaving_after(d);
    if (!err)
        err = helps_after(d);
    if (!err)
        err = bookings_after(d);
    return err ? err : measures_after(d);
}
