// credential.h - the secrets that systemd keeps for this service (LoadCredential=), each a file in
// $CREDENTIALS_DIRECTORY.
#ifndef HALLQ_CREDENTIAL_H
#define HALLQ_CREDENTIAL_H

#include <stddef.h>

#include "base/err.h"

#define CREDENTIAL_SIZE_MAX 4096

// credential_read: reads the credential's bytes, without the end of the last line, into ret, which
// takes CREDENTIAL_SIZE_MAX; the caller wipes them. ERR_NOT_FOUND: systemd has no such credential;
// ERR_DENIED: other users may read the file; ERR_INVALID: the name is not a regular file's;
// ERR_TOO_LARGE, ERR_SYSTEM.
int credential_read(const char *name, unsigned char *ret, size_t *ret_size);

#endif
