// project.h - what the public feed may see of settings. For the files of this folder only.
#ifndef HALLQ_PROJECT_H
#define HALLQ_PROJECT_H

#include "broker/hall/rules.h"

// settings_public: without staff, policies, and classes that are not for self-service. Shares all else with `h`.
const Hallq__HallSettings *settings_public(const Hallq__HallSettings *h, struct arena *arena);

#endif
