// announce.h - speaks a hall's calls, until a signal ends it.
#ifndef HALLQ_ANNOUNCE_ANNOUNCE_H
#define HALLQ_ANNOUNCE_ANNOUNCE_H

#include "clients/announce/options.h"
#include "clients/announce/sink.h"
#include "clients/voice/pack.h"

// announce_run: returns the exit code.
enum exit_code announce_run(const struct options *o, const struct pack *pack, struct sink *sink);

// announce_try: speaks one call. Blocks until it is spoken.
enum exit_code announce_try(const struct options *o, const struct pack *pack, struct sink *sink);

#endif
