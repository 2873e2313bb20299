// what_if.h - what would be if other counters were open, in words.
#ifndef HALLQ_WHAT_IF_WORDS_H
#define HALLQ_WHAT_IF_WORDS_H

#include "command.pb-c.h"
#include "phrase.h"

// what_if_plan: what was asked: "开2号窗口；1号窗口改办业务受理；咨询有12人去别处"; "" where nothing would be changed.
void what_if_plan(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__WhatIf *asked,
                  enum language language);

// what_if_line: of one line, how long somebody waits who comes now, and later under the plan and without it:
// "业务受理：现在31分，10:30 14分；不这样38分".
void what_if_line(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__WhatIfLine *line,
                  int64_t later_at_ms, enum language language);

#endif
