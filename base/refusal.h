// refusal.h - the sentence of a refusal, for people.
#ifndef HALLQ_REFUSAL_H
#define HALLQ_REFUSAL_H

#include "common.pb-c.h"

enum language { LANGUAGE_ZH, LANGUAGE_EN };

// refusal_text: the sentence for a reason; never NULL; a reason that this build does not know gets
// a general sentence.
const char *refusal_text(Hallq__Refusal__Reason reason, enum language language);

// refusal_name: the reason as in the schema, e.g. "NOT_ALLOWED".
const char *refusal_name(Hallq__Refusal__Reason reason);

// refusal_detail: a refusal's detail as people read it. A detail that names a field of the schema
// becomes the field's noun in Chinese, or nothing for a field without a noun, where the sentence
// must do; in English it stays the name. A path into the settings stays, since the hall's file has
// it, as does any other text.
const char *refusal_detail(const char *detail, enum language language);

// language_of: the language of a locale such as "en_US.UTF-8"; NULL and any locale that is not
// English are Chinese.
enum language language_of(const char *locale);

// language_of_terminal: the language that people set for their terminal, by the first of LC_ALL,
// LC_MESSAGES and LANG that is set and not empty.
enum language language_of_terminal(void);

#endif
