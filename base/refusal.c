#include "base/refusal.h"

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
