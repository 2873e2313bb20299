// pin.h - PINs: who gave the right one, and what wrong ones cost. For the files of
// this folder only.
#ifndef HALLQ_PIN_H
#define HALLQ_PIN_H

#include "broker/hall/change.h"
#include "broker/hall/deciding.h"

// pin_prove: refuses unless the asker gave the person's PIN; a wrong one is counted. For a command
// that has emitted nothing yet.
int pin_prove(struct deciding *d, uint32_t staff);

// pin_proved: the person gave the right PIN at a terminal: what they got wrong there is taken back, and
// nothing else. Apply.
int pin_proved(struct change *c, uint32_t staff, uint32_t device);

// pins_day_over: forgets the wrong PINs of the day that ends, but for locks that last. Apply.
int pins_day_over(struct change *c);

#endif
