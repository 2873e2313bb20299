#include "broker/store/redo/lack.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "broker/store/folder/folder.h"
#include "broker/store/report/fault.h"

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
    if (meta->is_backup) // a log here is that of the store whose place the backup took
        return STORE_LACK_BACKUP;
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
        return fault_say(ret_why, ERR_CORRUPT, LACK_LOG, NUMBER(report->meta.turn));
    case STORE_LACK_PART:
        return fault_say(ret_why, ERR_CORRUPT, LACK_PART, NUMBER(report->meta.turn));
    case STORE_LACK_TURNS:
        return fault_say(ret_why, ERR_CORRUPT, LACK_TURNS, NUMBER(report->noted_turn),
                         NUMBER(held->turn));
    case STORE_LACK_STATE:
        return fault_say(ret_why, ERR_CORRUPT, LACK_STATE);
    case STORE_LACK_BACKUP:
        return fault_say(ret_why, ERR_CORRUPT, LACK_BACKUP, NUMBER(report->meta.turn));
    case STORE_LACK_MIDST:
        return fault_say(ret_why, ERR_CORRUPT, LACK_MIDST, NUMBER(held->end_at),
                         NUMBER(held->later_turn));
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

// The path of the log that belongs beside a tables' file; false if the file's name is no tables'
// name.
static bool log_beside(const char *file, char ret[PATH_MAX]) {
    const char *name = strrchr(file, '/');
    int folder_len = name ? (int)(name + 1 - file) : 0;
    name = file + folder_len;
    size_t stem_len = strlen(FOLDER_STATE);
    if (strncmp(name, FOLDER_STATE, stem_len) != 0)
        return false;
    return snprintf(ret, PATH_MAX, "%.*s" FOLDER_REDO "%s", folder_len, file, name + stem_len) <
           PATH_MAX;
}

bool lack_alone(const char *file, const struct store_report *report) {
    char log[PATH_MAX];
    struct redo_held held;
    if (report->meta.log)
        return false;
    if (report->meta.is_backup) // a log beside a backup is not the backup's
        return true;
    if (!log_beside(file, log))
        return true;
    return held_look(log, report, &held, NULL) == ERR_OK && !held.count;
}
