// verb_server.c - the key that a broker is to have some day. It is made beforehand and told to every
// terminal, so that none has to be visited in the moment in which the broker changes its key:
//
//     next-server ─▶ a line in each key file ─▶ the broker stops, server.key.next becomes server.key, it starts
//
// A terminal that knows both tries the one and the other (clients/libhallq/link.c).
#include "base/err.h"
#include "broker/store/folder/folder.h"
#include "clients/admin/folder.h"

#define SERVER_KEY_NEXT SERVER_KEY ".next"

static int next_say(struct cli *cli, const char *path, const struct keypair *next) {
    SAY_OUT(cli, SAY_NEXT_SERVER_DONE, path);
    printf("\n    server-key-next: %s\n\n", next->public_key);
    SAY_OUT(cli, SAY_NEXT_SERVER_THEN, path, path_in(cli, cli->words[0], SERVER_KEY));
    return EXIT_DONE;
}

// The key that the broker has now, and those before it: by them a start knows that the next one is the
// hall's own, of which the store cannot be told while a broker has it.
static int now_followed(struct cli *cli, struct server_keys *ret) {
    const char *path = or_else(cli->server_keys, path_in(cli, cli->words[0], SERVER_KEY));
    struct keypair now;
    int err = keypair_read(&now, path);
    *ret = now.followed;
    server_keys_add(ret, now.public_key);
    keypair_fini(&now);
    if (err == ERR_NOT_FOUND && !cli->server_keys)
        SAY_ERR(cli, SAY_NEXT_SERVER_NEEDS, cli->words[0]);
    else if (err == ERR_EXISTS)
        SAY_ERR(cli, SAY_SERVER_KEY_OF_CLIENT, path);
    else if (err)
        SAY_ERR(cli, SAY_SERVER_KEY_WRONG, path, say_err(cli->language, err));
    return err ? EXIT_FILE : EXIT_DONE;
}

int verb_keys_next_server(struct cli *cli) {
    struct keypair next;
    struct server_keys followed;
    const char *path = path_in(cli, cli->words[0], SERVER_KEY_NEXT);
    int refused = now_followed(cli, &followed);
    if (refused)
        return refused;
    int err = keypair_init(&next);
    next.followed = followed;
    if (!err)
        err = keypair_write(&next, path);
    if (!err)
        err = folder_give(cli->words[0], path);
    int code = EXIT_FILE;
    if (err == ERR_EXISTS)
        SAY_ERR(cli, SAY_KEY_FILE_THERE, path);
    else if (err)
        SAY_ERR(cli, SAY_FILE_UNWRITABLE, path, say_err(cli->language, err));
    else
        code = next_say(cli, path, &next);
    keypair_fini(&next);
    return code;
}
