// folder.h - what the commands on a data folder share: its key files and how an error of the store is
// told.
#ifndef HALLQ_ADMIN_FOLDER_H
#define HALLQ_ADMIN_FOLDER_H

#include "broker/store/store.h"
#include "clients/admin/cli.h"
#include "clients/admin/keypair.h"

#define SERVER_KEY "server.key"

struct folder_keys {
    struct keypair server, admin;
    const char *admin_path;
};

// path_in: of a file in a folder, in the run's arena.
const char *path_in(struct cli *cli, const char *folder, const char *name);

const char *or_else(const char *given, const char *otherwise);

// say_store: tells a store's error; `why` may be empty. Returns the exit code.
int say_store(struct cli *cli, const char *path, int err, const struct store_why *why);

// endpoints_differ: whether the four are an address each; says which is not. An empty one is none.
bool endpoints_differ(struct cli *cli, const char *commands, const char *public_feed,
                      const char *staff_feed, const char *lead_feed);

// folder_endpoints_fine: of the addresses that go into an administrator's key file.
bool folder_endpoints_fine(struct cli *cli);

// folder_admin_key_write: makes keys->admin and its key file at keys->admin_path, which must not be
// there; the file has the folder's owner. Says what fails.
int folder_admin_key_write(struct cli *cli, const char *folder, const char *device,
                           struct folder_keys *keys);

#endif
