#include "base/refusal.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    Hallq__Refusal__Reason reason;
    const char *name;
    const char *text[2];
} refusals[] = {
#define REFUSAL(reason, zh, en) {HALLQ__REFUSAL__REASON__##reason, #reason, {zh, en}},
#include "base/refusals.def"
#undef REFUSAL
};

static const size_t refusal_count = sizeof refusals / sizeof refusals[0];

const char *refusal_text(Hallq__Refusal__Reason reason, enum language language) {
    for (size_t i = 0; i < refusal_count; i++)
        if (refusals[i].reason == reason)
            return refusals[i].text[language];
    return refusal_text(HALLQ__REFUSAL__REASON__INTERNAL, language);
}

const char *refusal_name(Hallq__Refusal__Reason reason) {
    for (size_t i = 0; i < refusal_count; i++)
        if (refusals[i].reason == reason)
            return refusals[i].name;
    return "UNKNOWN";
}

enum language language_of(const char *locale) {
    return locale && !strncmp(locale, "en", 2) ? LANGUAGE_EN : LANGUAGE_ZH;
}

enum language language_of_terminal(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return language_of(value);
    }
    return language_of(NULL);
}
