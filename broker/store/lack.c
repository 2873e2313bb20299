#include "broker/store/lack.h"

#include <inttypes.h>

#include "broker/store/fault.h"
#include "broker/store/folder.h"

#define WAYS_OUT                                                                                   \
    ". Put back what was moved; or bring back a backup with hallq-admin restore; or go on "        \
    "without "                                                                                     \
    "what is lost with hallq-admin accept-loss. Until then nothing is touched"

static enum store_lack lack_of(const struct store_report *report, const struct redo_held *held,
                               int walked, struct note note) {
    const struct store_meta *meta = &report->meta;
    bool others = held->foot.epoch && held->foot.epoch != meta->epoch && !held->kept;
    if (meta->log && !held->there)
        return STORE_LACK_LOG;
    if (meta->log && (held->foot.epoch != meta->epoch || held->foot.log != meta->log))
        return STORE_LACK_PART;
    if (others || (note.epoch && note.epoch != meta->epoch))
        return STORE_LACK_STATE;
    if (walked == ERR_CORRUPT)
        return held->later_lap ? STORE_LACK_TURNS : STORE_LACK_MIDST;
    return note.epoch && note.turn > held->turn ? STORE_LACK_TURNS : STORE_WHOLE;
}

static int say(const struct store_report *report, const struct redo_held *held,
               struct store_why *ret_why) {
    switch (report->lack) {
    case STORE_WHOLE:
        break;
    case STORE_LACK_LOG:
        return fault_say(ret_why, ERR_CORRUPT,
                         FOLDER_REDO " is missing, and the store was not closed: the turns after "
                                     "turn %" PRIu64 " were in it" WAYS_OUT,
                         report->meta.turn);
    case STORE_LACK_PART:
        return fault_say(ret_why, ERR_CORRUPT,
                         FOLDER_REDO " is cut short or belongs elsewhere, and the store was not "
                                     "closed: the turns after turn %" PRIu64
                                     " were in its own" WAYS_OUT,
                         report->meta.turn);
    case STORE_LACK_TURNS:
        return fault_say(ret_why, ERR_CORRUPT,
                         "turns up to %" PRIu64 " were acknowledged, but what is here ends with "
                         "turn %" PRIu64 ": " FOLDER_STATE " or " FOLDER_REDO
                         " is an older copy, or was cut" WAYS_OUT,
                         report->noted_turn, held->turn);
    case STORE_LACK_STATE:
        return fault_say(ret_why, ERR_CORRUPT,
                         FOLDER_STATE
                         " and what lies beside it belong to different stores" WAYS_OUT);
    case STORE_LACK_MIDST:
        return fault_say(ret_why, ERR_CORRUPT,
                         FOLDER_REDO ", byte %" PRIu64 ": a turn that was acknowledged cannot be "
                                     "read, but turn %" PRIu64 " after it can" WAYS_OUT,
                         held->end_at, held->later_turn);
    }
    return ERR_OK;
}

int lack_look(struct store_report *report, const struct redo_held *held, int walked,
              struct note note, struct store_why *ret_why) {
    if (walked && walked != ERR_CORRUPT)
        return walked;
    report->lack = lack_of(report, held, walked, note);
    report->noted_turn = note.epoch == report->meta.epoch ? note.turn : 0;
    if (held->later_turn > report->noted_turn)
        report->noted_turn = held->later_turn;
    return say(report, held, ret_why);
}
