// document.h - the YAML document of a hall file, and its nodes.
#ifndef HALLQ_HALLFILE_DOCUMENT_H
#define HALLQ_HALLFILE_DOCUMENT_H

#include "clients/hallfile/reader.h"

// document_read: parses the one document of the file into r->doc, which yaml_document_delete ends in
// any case. False if an error was told.
bool document_read(struct reader *r, const void *data, size_t size);

yaml_node_t *node_at(struct reader *r, int index);
// node_get: the value of a key of a mapping, node_item: an item of a list; NULL if there is none.
yaml_node_t *node_get(struct reader *r, const yaml_node_t *mapping, const char *key);
yaml_node_t *node_item(struct reader *r, const yaml_node_t *list, size_t index);
// node_text: the text of a scalar, "" of anything else.
const char *node_text(const yaml_node_t *node);
// node_whole: whether the text of a scalar has no NUL, which would end it early.
bool node_whole(const yaml_node_t *node);

#endif
