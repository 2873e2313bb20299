// options.h - the command line of hallq-admin.
#ifndef HALLQ_ADMIN_OPTIONS_H
#define HALLQ_ADMIN_OPTIONS_H

#include "clients/admin/cli.h"

// options_parse: reads the command line into cli, which is zeroed but for its arena. Returns -1 and
// the command in *ret_verb to go on; else the exit code, help or what is wrong having been printed.
int options_parse(struct cli *cli, int argc, char **argv, verb_fn *ret_verb);

#endif
