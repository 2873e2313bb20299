// driver_hallq.h - the devices that a prepared hall knows (bench/lib/halls.py): client n is kiosk
// DRIVER_HALLQ_KIOSK + n and the terminal DRIVER_HALLQ_COUNTER + n at counter n + 1.
#ifndef HALLQ_BENCH_DRIVER_HALLQ_H
#define HALLQ_BENCH_DRIVER_HALLQ_H

#define DRIVER_HALLQ_KIOSK 10000
#define DRIVER_HALLQ_COUNTER 20000

#endif
