// refusal.h - the sentence of a refusal, for people.
#ifndef HALLQ_REFUSAL_H
#define HALLQ_REFUSAL_H

#include "common.pb-c.h"

enum language { LANGUAGE_ZH, LANGUAGE_EN };

// refusal_text: never NULL; a reason this build does not know gets a general sentence.
const char *refusal_text(Hallq__Refusal__Reason reason, enum language language);

// refusal_name: the reason as in the schema, e.g. "NOT_ALLOWED".
const char *refusal_name(Hallq__Refusal__Reason reason);

// refusal_detail: a refusal's detail as people read it. Where it names a field of the schema, Chinese has
// a noun, or nothing for a field without one, where the sentence has to do; English has the name. A path into the settings is
// what the hall's file has, and stays, as does any other text.
const char *refusal_detail(const char *detail, enum language language);

// language_of: from a locale name such as "en_US.UTF-8"; NULL and anything that is not English are
// Chinese.
enum language language_of(const char *locale);

// language_of_terminal: as people set it for theirs: LC_ALL, LC_MESSAGES, LANG, the first that says
// something.
enum language language_of_terminal(void);

#endif
