// private_file.h - whether a file that holds a secret is its owner's alone.
#ifndef HALLQ_PRIVATE_FILE_H
#define HALLQ_PRIVATE_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

// private_file_ok: whether only its owner may read, write or run the open file of that path. A file
// in the folder that systemd made for this service's credentials ($CREDENTIALS_DIRECTORY) may show
// its group a right to read: there the right stands for the access list's entry that lets the
// service itself in.
bool private_file_ok(const struct stat *st, const char *path);

#endif
