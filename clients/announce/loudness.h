// loudness.h - how loud a clip is to the ear, by EBU R128. The one module that knows libebur128.
#ifndef HALLQ_ANNOUNCE_LOUDNESS_H
#define HALLQ_ANNOUNCE_LOUDNESS_H

#include "clients/voice/wav.h"

#define LOUDNESS_TARGET_LUFS (-23.0) // of EBU R128: leaves room for the peaks of a voice
#define LOUDNESS_OFF_LU 1.0 // that a clip may be off the middle of its pack: 2 LU between any two

// loudness_of: in LUFS; a clip is measured as if it were said over and over, since the measure wants more time than a word takes.
// Dies without memory.
double loudness_of(const struct sound *sound);

// loudness_set: makes the clip as loud as the target, but for what its peaks allow, and cuts the silence at its ends.
void loudness_set(struct sound *sound);

#endif
