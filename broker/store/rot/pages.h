// pages.h - looks through a data file page by page, without LMDB and without trusting a byte of it.
//
// LMDB follows page numbers and offsets as it finds them: on a rotten file LMDB crashes, or answers
// from an older page. Here every page number, offset and size is checked before it is followed;
// keys must grow; each page of the file must be used exactly once or free exactly once; the file's
// counts for each table must match the pages and rows found; and the two meta pages must be
// neighbours in time. So a change of any bit that matters is found, and finding it cannot crash.
//
// The file must not be written meanwhile.
#ifndef HALLQ_STORE_PAGES_H
#define HALLQ_STORE_PAGES_H

#include "broker/store/report/report.h"

enum pages_depth {
    PAGES_META,  // MetaRow, and the pages that lead to it
    PAGES_START, // all but the rows of the journal before its last day
    PAGES_ALL,
};

// pages_look: looks through `file` to the given depth. ERR_OK; ERR_CORRUPT: ret_report->first names
// the first fault, and all bad rows are counted; ERR_FORMAT; ERR_NOT_FOUND; ERR_IO; ERR_NO_MEMORY.
int pages_look(const char *file, enum pages_depth depth, struct store_report *ret_report);

// pages_is_ours: whether the file looks like a tables' file at all, sound or not. An empty file
// does, and so does a file that cannot be read.
bool pages_is_ours(const char *file);

#endif
