// measure.h - what is done against a crowd, in words, and what came of it.
#ifndef HALLQ_MEASURE_WORDS_H
#define HALLQ_MEASURE_WORDS_H

#include "phrase.h"

// measure_phrase: "开7号窗口", "请业务受理的客户到休息区".
void measure_phrase(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Measure *measure,
                    enum language language);

// offer_phrase: what a measure that lasts tells customers: "业务受理可预约，请向工作人员咨询"; "" for one that they are not told of.
void offer_phrase(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Offer *offer,
                  enum language language);

// measure_gain: "：31分→14分（11:15）": the wait without it and with it, at a time (0: now); "" where neither is known.
void measure_gain(char to[PHRASE_SIZE], const struct hallq_view *v, uint32_t without_s,
                  uint32_t with_s, int64_t at_ms, enum language language);

// measure_done: "10:12  开6号窗口  高峰", and how it stands: "  进行中", "  已结束 10:40".
void measure_done(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__MeasureNow *now,
                  enum language language);

// measure_outcome: of one of its lines, how it stood when it was taken and later: "业务受理：31分 → 10分钟后22分 → 30分钟后14分".
void measure_outcome(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__MeasureNow *now,
                     size_t line, enum language language);

#endif
