// server_keys.h - the public keys that a hall's server has, or had: what tells its server.key from
// another hall's. The store keeps them (MetaRow); a key made to come after others names them in its own
// file, a line each:
//
//     follows: <public key>
//
// so that the store need not be told beforehand of a key that takes its place.
#ifndef HALLQ_SERVER_KEYS_H
#define HALLQ_SERVER_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define SERVER_KEYS_MAX 16      // of one hall; a key is changed once in years
#define SERVER_KEY_TEXT_SIZE 41 // Z85, and its end
#define SERVER_KEY_FOLLOWS "follows:"

// Oldest first.
struct server_keys {
    char keys[SERVER_KEYS_MAX][SERVER_KEY_TEXT_SIZE];
    size_t count;
};

// server_keys_have: whether the key is among them.
bool server_keys_have(const struct server_keys *all, const char *key);

// server_keys_add: as the newest, unless it is there; the oldest gives way if there are too many. A
// text that is not as long as a key is none, and is left out.
void server_keys_add(struct server_keys *all, const char *key);

// server_keys_followed: those that the text of a key's file names in lines of SERVER_KEY_FOLLOWS.
void server_keys_followed(const char *text, struct server_keys *ret);

// server_keys_accept: whether a server with this key is the hall's: the key is known, or it follows
// one that is; or no key is known at all, as of a folder of an earlier version.
bool server_keys_accept(const struct server_keys *known, const char *key,
                        const struct server_keys *followed);

#endif
