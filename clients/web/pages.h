// pages.h - the built pages: files of one folder, read at the start and served from memory, so that
// no path that anybody sends is ever looked up on the disk.
//
// A file FILE.gz beside FILE is what browsers are sent that take gzip.
#ifndef HALLQ_WEB_PAGES_H
#define HALLQ_WEB_PAGES_H

#include <stdbool.h>

#include "http.h"

#define PAGES_MAX 256
#define PAGES_SIZE (32 * 1024 * 1024) // of all files: five pages, their pictures and sounds

struct pages;

// pages_read: reads the folder; blocks. ERR_OK; ERR_NOT_FOUND and others for the folder;
// ERR_TOO_LARGE: more than PAGES_MAX files or PAGES_SIZE bytes.
int pages_read(const char *folder, struct pages **ret_pages);
void pages_free(struct pages *p); // NULL is left alone

// pages_answer: answers with the file of this name, e.g. "display.html", "assets/a.js". False:
// there is none, and nothing was answered.
bool pages_answer(const struct pages *p, struct http_request *request, const char *name);

// pages_count: files read.
unsigned pages_count(const struct pages *p);

#endif
