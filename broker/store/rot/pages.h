// pages.h - looks through a data file page by page, without LMDB and without trusting a byte of it.
//
// LMDB follows page numbers and offsets as it finds them: on a rotten file it crashes, or answers
// from an older page. Here every page number, offset and size is checked before it is followed;
// keys must grow; each page of the file must be used exactly once or free exactly once; what the
// file says about its tables must match what is there; and the two meta pages must be neighbours in
// time. So a change of any bit that matters is found, and finding it cannot crash.
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

// pages_look: ERR_OK; ERR_CORRUPT, with report->first naming the first thing wrong and bad rows
// counted on; ERR_FORMAT; ERR_NOT_FOUND; ERR_IO; ERR_NO_MEMORY.
int pages_look(const char *file, enum pages_depth depth, struct store_report *ret_report);

// pages_is_ours: whether the file looks like tables at all, sound or not; an empty one does, and one that
// cannot be read.
bool pages_is_ours(const char *file);

#endif
