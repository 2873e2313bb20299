// server_keys.h - the public keys that a hall's server has, or had: they tell its server.key from
// another hall's. The store keeps them (MetaRow); a key that succeeds others names each of them in
// a line of its own file:
//
//     follows: <public key>
//
// so that the store need not be told beforehand of the key that takes over.
#ifndef HALLQ_SERVER_KEYS_H
#define HALLQ_SERVER_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define SERVER_KEYS_MAX 16      // keys of one hall; a key is changed once in years
#define SERVER_KEY_TEXT_SIZE 41 // Z85 of 32 bytes and a NUL
#define SERVER_KEY_FOLLOWS "follows:"

// The keys of one server, the oldest first.
struct server_keys {
    char keys[SERVER_KEYS_MAX][SERVER_KEY_TEXT_SIZE];
    size_t count;
};

// server_keys_have: whether the key is among them.
bool server_keys_have(const struct server_keys *all, const char *key);

// server_keys_add: adds a key as the newest, unless it is there already; with SERVER_KEYS_MAX of
// them the oldest key gives way. A text that is not as long as a key is left out.
void server_keys_add(struct server_keys *all, const char *key);

// server_keys_followed: the keys that the text of a key's file names in lines of
// SERVER_KEY_FOLLOWS.
void server_keys_followed(const char *text, struct server_keys *ret);

// server_keys_accept: whether a server with this key is the hall's: the key is known, or it follows
// a known key; or no key is known at all, as with a folder of an earlier version.
bool server_keys_accept(const struct server_keys *known, const char *key,
                        const struct server_keys *followed);

#endif
