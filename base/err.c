#include "base/err.h"

static const char *const texts[ERR_COUNT] = {
#define ERR_TEXT(name, zh, en) [name] = en,
    ERR_TABLE(ERR_TEXT)
#undef ERR_TEXT
};

const char *err_text(int err) {
    return err >= 0 && err < ERR_COUNT ? texts[err] : "unknown error";
}
