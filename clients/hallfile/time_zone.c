// time_zone.c - the table of a zone's changes, from the zone data of this machine. Names that are no place's are told of.
#include "clients/hallfile/time_zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/zone.h"
#include "clients/hallfile/value.h"

// Zones without a place: what they are is seldom what was meant. Etc/GMT+8 is eight hours behind
// UTC.
static bool zone_is_fixed(const char *name) {
    static const char *const names[] = {
        "UTC",     "UCT",     "Zulu",    "Universal", "Greenwich", "EST", "MST", "HST",
        "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",   "CET",       "MET", "EET", "WET"};
    if (!strncmp(name, "Etc/", 4) || !strncmp(name, "GMT", 3))
        return true;
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static const char *utc_text(struct reader *r, int32_t offset_s) {
    return arena_printf(r->a, "UTC%s%d", offset_s < 0 ? "−" : "+", abs(offset_s / 3600));
}

// What it is now, and what it changes to if it does.
static void zone_look(struct reader *r, const yaml_node_t *node, const Hallq__HallSettings *out) {
    if (!zone_is_fixed(out->zone_name) || !out->n_zone_changes)
        return;
    int32_t now_s = zone_offset_s(out->zone_changes, out->n_zone_changes, r->now_ms);
    const char *utc = utc_text(r, now_s);
    for (size_t i = 0; i < out->n_zone_changes; i++)
        if (out->zone_changes[i]->at_ms > r->now_ms && out->zone_changes[i]->offset_s != now_s) {
            utc = arena_printf(r->a, "%s / %s", utc, utc_text(r, out->zone_changes[i]->offset_s));
            break;
        }
    warn_at(r, node, HALLFILE_ZONE_FIXED, (struct problem){.text = out->zone_name, .other = utc});
}

// Names that the system's folder of zones has beside those of places: the machine's own zone, and
// copies, of which right/ counts leap seconds. Returns the place's name, "" if there is none; NULL
// if this is a name like any other.
static const char *zone_of_machine(const char *name) {
    static const char *const names[] = {"localtime", "posixrules", "Factory"};
    static const char *const folders[] = {"posix/", "right/"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return "";
    for (size_t i = 0; i < COUNT(folders); i++)
        if (!strncmp(name, folders[i], strlen(folders[i])))
            return zone_of_machine(name + strlen(folders[i])) ? "" : name + strlen(folders[i]);
    return NULL;
}

void zone_table_read(struct reader *r, const yaml_node_t *node, Hallq__HallSettings *out) {
    const char *place = zone_of_machine(out->zone_name);
    if (place) {
        bool is_place = *place && !zone_changes(place, r->now_ms, r->now_ms + 1, r->a,
                                                &(Hallq__ZoneChange **){NULL}, &(size_t){0});
        struct problem p = {.text = out->zone_name, .other = is_place ? place : "Asia/Shanghai"};
        tell_at(r, node, HALLFILE_ZONE_OF_MACHINE, p);
        return;
    }
    int err = zone_changes(out->zone_name, r->now_ms - ZONE_BEFORE_MS, r->now_ms + ZONE_AHEAD_MS,
                           r->a, &out->zone_changes, &out->n_zone_changes);
    if (err)
        tell_value(r, node, HALLFILE_ZONE_NOT_HERE);
    else
        zone_look(r, node, out);
}
