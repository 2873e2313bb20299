// keyfile.h - the file that makes a machine a client: the broker's addresses, and the client's
// keys.
//
// Each line holds one `name: value`; blank lines and lines that begin with '#' are skipped; each
// name stands at most once; there is no quoting. Each client has a file of its own, readable by its
// owner alone:
//
//   commands:    tcp://192.168.7.1:7301
//   public-feed: tcp://192.168.7.1:7302
//   staff-feed:  tcp://192.168.7.1:7303                      (may be missing)
//   lead-feed:   tcp://192.168.7.1:7305                      (may be missing)
//   server-key:  <40 characters of Z85>
//   server-key-next: <the same>             (may be missing: a key the broker is to have; see link.c)
//   public-key:  <40 characters of Z85>
//   secret-key:  <40 characters of Z85>
//   device:      counter-3
//   role:        counter
//   halls:       1 2                                         (missing: all)
//   counter:     3                                           (missing: any)
#ifndef HALLQ_KEYFILE_H
#define HALLQ_KEYFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/limit.h"
#include "base/refusal.h"
#include "common.pb-c.h"

#define HALLQ_KEY_SIZE 41       // Z85 of 32 bytes and a NUL
#define HALLQ_ENDPOINT_SIZE 256 // longer host names do not exist
#define HALLQ_KEYFILE_HALLS 64  // halls that a file names; a device of more halls is one of all
#define HALLQ_KEYFILE_SIZE 8192 // bytes; a full key file is under 2 KiB
#define HALLQ_KEYFILE_ERROR_SIZE 512

struct hallq_keyfile {
    char commands[HALLQ_ENDPOINT_SIZE];
    char public_feed[HALLQ_ENDPOINT_SIZE];
    char staff_feed[HALLQ_ENDPOINT_SIZE]; // empty: the file names none
    char lead_feed[HALLQ_ENDPOINT_SIZE];  // empty: the file names none
    char server_key[HALLQ_KEY_SIZE];
    char server_key_next[HALLQ_KEY_SIZE]; // empty: the file names none
    char public_key[HALLQ_KEY_SIZE];
    char secret_key[HALLQ_KEY_SIZE];
    char device[LIMIT_DEVICE_NAME + 1];
    Hallq__Device__Role role;
    uint32_t halls[HALLQ_KEYFILE_HALLS];
    size_t hall_count; // 0: all halls
    uint32_t counter;  // 0: any counter
};

// hallq_keyfile_parse: reads a file's text. ERR_OK, or ERR_INVALID with "line 4: ..." in ret_error,
// which has HALLQ_KEYFILE_ERROR_SIZE bytes and never repeats the file's text.
int hallq_keyfile_parse(struct hallq_keyfile *k, const char *text, size_t text_size,
                        char *ret_error);

// hallq_keyfile_read: reads and parses the file of that path. Also ERR_DENIED when others than its
// owner may read it (base/private_file.h), ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_SYSTEM; ret_error
// names the file and says what to do. Blocks.
int hallq_keyfile_read(struct hallq_keyfile *k, const char *path, char *ret_error);

// hallq_keyfile_read_in, hallq_keyfile_write_in: read and write with ret_error in a language of
// choice.
int hallq_keyfile_read_in(struct hallq_keyfile *k, const char *path, enum language language,
                          char *ret_error);
int hallq_keyfile_write_in(const struct hallq_keyfile *k, const char *path, enum language language,
                           char *ret_error);

// hallq_keyfile_write: writes a new file of mode 0600 and syncs it. ERR_EXISTS: a file of that name
// is there already; ERR_INVALID: the file would not be read back. Blocks.
int hallq_keyfile_write(const struct hallq_keyfile *k, const char *path, char *ret_error);

// hallq_keyfile_wipe: overwrites the secret key.
void hallq_keyfile_wipe(struct hallq_keyfile *k);

// hallq_role_name: a role's name, "kiosk", "counter" ...; hallq_role_of: the role of a name,
// NO_ROLE for any other text.
const char *hallq_role_name(Hallq__Device__Role role);
Hallq__Device__Role hallq_role_of(const char *name);

#endif
