#include "base/refusal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"

static const struct {
    Hallq__Refusal__Reason reason;
    const char *name;
    const char *text[2];
} refusals[] = {
#define REFUSAL(reason, zh, en) {HALLQ__REFUSAL__REASON__##reason, #reason, {zh, en}},
#include "base/refusals.def"
#undef REFUSAL
};

static const size_t refusal_count = COUNT(refusals);

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

static const struct {
    const char *name, *noun;
} fields[] = {
#define REFUSED_FIELD(name, zh) {#name, zh},
#include "base/refused_fields.def"
#undef REFUSED_FIELD
};

const char *refusal_detail(const char *detail, enum language language) {
    bool is_field = *detail && !detail[strspn(detail, "abcdefghijklmnopqrstuvwxyz0123456789_")] &&
                    !strchr("0123456789", *detail);
    if (language != LANGUAGE_ZH || !is_field)
        return detail;
    for (size_t i = 0; i < COUNT(fields); i++)
        if (!strcmp(fields[i].name, detail))
            return fields[i].noun;
    return "";
}

enum language language_of(const char *locale) {
    return locale && !strncmp(locale, "en", 2) ? LANGUAGE_EN : LANGUAGE_ZH;
}

enum language language_of_terminal(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return language_of(value);
    }
    return language_of(NULL);
}
