// settings.h - the settings of a hall as a hall file (YAML), for who leads: read, checked, applied. The file is read by the
// one reader there is (clients/hallfile), with all that hallq-admin would say of it.
//
//     GET  /v1/halls/{hall}/settings          the file, ETag: its version
//     POST /v1/halls/{hall}/settings/check    what is wrong with a file, and what it would change
//     POST /v1/halls/{hall}/settings/apply    applies it; If-Match: the version that it was made from
#ifndef HALLQ_WEB_SETTINGS_H
#define HALLQ_WEB_SETTINGS_H

#include "session.h"

#define SETTINGS_BODY_SIZE (512 * 1024) // as much as a hall file may be
#define SETTINGS_TYPE "application/yaml"

// settings_show, settings_check_file, settings_apply_file: answer the request. The session lasts, or the answer says that it does not.
void settings_show(const struct sessions *all, struct http_request *http, const struct session *s);
void settings_check_file(const struct sessions *all, struct http_request *http,
                         const struct session *s);
void settings_apply_file(const struct sessions *all, struct http_request *http,
                         const struct session *s);

#endif
