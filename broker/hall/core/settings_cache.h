// settings_cache.h - the settings of halls, unpacked once per version.
#ifndef HALLQ_SETTINGS_CACHE_H
#define HALLQ_SETTINGS_CACHE_H

#include "broker/hall/core/state.h"
#include "settings.pb-c.h"

// settings_cache_create, _destroy: an empty cache. Destroy accepts NULL.
struct settings_cache *settings_cache_create(void);
void settings_cache_destroy(struct settings_cache *c);

// settings_get: the settings of a hall as of its row's version; ERR_NOT_FOUND if the hall has none.
// Borrowed: they stay until the end of the turn in which the next settings of that hall are
// applied.
int settings_get(struct state *s, uint32_t hall, uint32_t version, const Hallq__HallSettings **ret);

// settings_put: stores the settings of a hall as this version and drops the hall's copy from the
// cache: a turn that is aborted and decided again may come to other settings of the same version.
int settings_put(struct state *s, uint32_t hall, uint32_t version,
                 const Hallq__HallSettings *settings);

#endif
