#include "base/server_keys.h"

#include <stdio.h>
#include <string.h>

bool server_keys_have(const struct server_keys *all, const char *key) {
    for (size_t i = 0; i < all->count; i++)
        if (!strcmp(all->keys[i], key))
            return true;
    return false;
}

void server_keys_add(struct server_keys *all, const char *key) {
    if (strlen(key) != SERVER_KEY_TEXT_SIZE - 1 || server_keys_have(all, key))
        return;
    if (all->count == SERVER_KEYS_MAX)
        memmove(all->keys[0], all->keys[1], sizeof all->keys[0] * --all->count);
    memcpy(all->keys[all->count++], key, SERVER_KEY_TEXT_SIZE);
}

void server_keys_followed(const char *text, struct server_keys *ret) {
    *ret = (struct server_keys){0};
    for (const char *line = text; line; line = strchr(line, '\n')) {
        char key[SERVER_KEY_TEXT_SIZE + 1]; // one character more shows that a text is too long
        line += *line == '\n';
        if (!strncmp(line, SERVER_KEY_FOLLOWS, strlen(SERVER_KEY_FOLLOWS)) &&
            sscanf(line + strlen(SERVER_KEY_FOLLOWS), "%*[ \t]%41s", key) == 1)
            server_keys_add(ret, key);
    }
}

bool server_keys_accept(const struct server_keys *known, const char *key,
                        const struct server_keys *followed) {
    bool accepted = !known->count || server_keys_have(known, key);
    for (size_t i = 0; i < followed->count; i++)
        accepted |= server_keys_have(known, followed->keys[i]);
    return accepted;
}
