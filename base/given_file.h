// given_file.h - opening a file by a name that somebody gave. What has the name may be a pipe, whose
// opening waits until somebody writes, a device that never ends, or a folder: none of them is opened, and
// each is told for what it is.
#ifndef HALLQ_GIVEN_FILE_H
#define HALLQ_GIVEN_FILE_H

#include "base/bilingual.h"

enum given_kind { GIVEN_FILE, GIVEN_FOLDER, GIVEN_PIPE, GIVEN_DEVICE, GIVEN_SOCKET };

// given_file_open: the regular file, with O_RDONLY or O_RDWR and what else of open()'s flags is wanted;
// never waits. -1: *ret_kind says what it is instead; of a file (GIVEN_FILE), errno says why not.
int given_file_open(const char *path, int flags, enum given_kind *ret_kind);

// given_text_open: the same for reading, and for a pipe that a shell has made as well, as in
// `check <(command)`: its reads wait for the command.
int given_text_open(const char *path, enum given_kind *ret_kind);

// given_kind_of: what a name is of; GIVEN_FILE as well if there is nothing.
enum given_kind given_kind_of(const char *path);

// given_kind_words: "a pipe"; given_kind_text: in one language.
struct bilingual given_kind_words(enum given_kind kind);
const char *given_kind_text(enum given_kind kind, enum language language);

#endif
