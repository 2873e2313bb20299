// given_file.h - opens a file by a name that somebody gave. The name may be that of a pipe, whose
// opening waits for a writer, of a device that never ends, or of a folder: none of them is opened,
// and the caller is told which it is.
#ifndef HALLQ_GIVEN_FILE_H
#define HALLQ_GIVEN_FILE_H

#include "base/bilingual.h"

enum given_kind { GIVEN_FILE, GIVEN_FOLDER, GIVEN_PIPE, GIVEN_DEVICE, GIVEN_SOCKET };

// given_file_open: opens a regular file with the flags of open(), O_RDONLY or O_RDWR among them;
// never waits. Returns a descriptor; -1: *ret_kind says what the name is of; for GIVEN_FILE, errno
// says why the file was not opened.
int given_file_open(const char *path, int flags, enum given_kind *ret_kind);

// given_text_open: as given_file_open, for reading; opens also a pipe that a shell has made, as in
// `check <(command)`, whose reads wait for the command.
int given_text_open(const char *path, enum given_kind *ret_kind);

// given_kind_of: the kind of thing that a name is of; GIVEN_FILE also if there is no such thing.
enum given_kind given_kind_of(const char *path);

// given_kind_words: the words for a kind, "a pipe"; given_kind_text: those words in one language.
struct bilingual given_kind_words(enum given_kind kind);
const char *given_kind_text(enum given_kind kind, enum language language);

#endif
