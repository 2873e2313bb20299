// verify.h - looks through a closed store.
#ifndef HALLQ_STORE_VERIFY_H
#define HALLQ_STORE_VERIFY_H

#include "broker/store/report/report.h"

// store_look_parts: whether each part of a data folder is of its kind, a file or a folder:
// ERR_INVALID names the first part that is not.
int store_look_parts(const char *path, struct store_why *ret_why);

// store_verify: reads every page and row and the redo log of a closed store, given its folder, or a
// backup file, without trusting any byte. ERR_OK, ERR_CORRUPT (the report names the first bad
// record), ERR_FORMAT, ERR_BUSY, ERR_NOT_FOUND, ERR_IO.
int store_verify(const char *path, struct store_report *ret_report);

#endif
