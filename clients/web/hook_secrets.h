// hook_secrets.h - the secrets by which messages to webhooks are signed, from a file that only its
// owner may read. A line each, `HALL WEBHOOK whsec_BASE64`; blank lines and those that begin with #
// are skipped. Two lines of one webhook: both sign, until the receiver knows the new one.
#ifndef HALLQ_WEB_HOOK_SECRETS_H
#define HALLQ_WEB_HOOK_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOOK_KEYS_MAX 2
#define HOOK_KEY_SIZE_MIN 24 // as Standard Webhooks has it
#define HOOK_KEY_SIZE_MAX 64
#define HOOK_SECRETS_MAX 1024 // of all halls of a gateway
#define HOOK_SECRETS_TEXT_MAX (256 * 1024)

struct hook_secret {
    uint32_t hall, hook;
    struct {
        unsigned char bytes[HOOK_KEY_SIZE_MAX];
        size_t size;
    } keys[HOOK_KEYS_MAX];
    size_t key_count;
};

struct hook_secrets {
    struct hook_secret *list; // by the order of the file
    size_t count;
};

// hook_secrets_of: the secret of a webhook; NULL: there is none.
const struct hook_secret *hook_secrets_of(const struct hook_secrets *s, uint32_t hall,
                                          uint32_t hook);

// hook_secrets_parse: reads the text of such a file, which it writes over. Returns the first line
// that is wrong, 0: none is. hook_secrets_read: reads the file. Returns ERR_OK; ERR_DENIED: others
// may read it; ERR_INVALID with *ret_line; or why it cannot be read. The caller ends either with
// hook_secrets_wipe, which overwrites them.
unsigned hook_secrets_parse(struct hook_secrets *s, char *text);
int hook_secrets_read(struct hook_secrets *s, const char *path, unsigned *ret_line);
void hook_secrets_wipe(struct hook_secrets *s);

#endif
