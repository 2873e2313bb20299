// near.h - numbers that are equal but for rounding; cmocka's own compares as floats.
#ifndef HALLQ_TESTS_FORECAST_NEAR_H
#define HALLQ_TESTS_FORECAST_NEAR_H

#include <math.h>

#define assert_near(value, wanted, by)                                                             \
    do {                                                                                           \
        double value_ = (value), wanted_ = (wanted);                                               \
        if (!(fabs(value_ - wanted_) <= (by)))                                                     \
            fail_msg("%s is %.17g, not %.17g", #value, value_, wanted_);                           \
    } while (0)

#endif
