// make.h - voice packs: made where nobody recorded them, and checked.
#ifndef HALLQ_ANNOUNCE_MAKE_H
#define HALLQ_ANNOUNCE_MAKE_H

#include <stdbool.h>

#include "base/refusal.h"
#include "clients/voice/pack.h"

// make_pack: makes the clips that the folder lacks, which is made too, each as loud as the others; what is there is left alone. Runs espeak-ng, and
// blocks. False: it said why.
bool make_pack(const char *folder, enum language language);

// even_pack: makes all clips of a whole pack equally loud, and cuts the silence at their ends, in place. Blocks. False: it said why.
bool even_pack(const char *folder, enum language language);

// check_pack: whether a pack will do, and how loud it is, said clip by clip. Blocks.
bool check_pack(const char *folder, enum language language);

// pack_open: reads a pack to speak with. False: it said which clips will not do; the pack is to be freed in any case.
bool pack_open(const char *folder, enum language language, struct pack *ret);

#endif
