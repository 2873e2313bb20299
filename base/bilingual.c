#include "base/bilingual.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/err.h"
#include "base/fill.h"

static const struct bilingual errs[ERR_COUNT] = {
#define ERR_BOTH(name, zh, en) [name] = {zh, en},
    ERR_TABLE(ERR_BOTH)
#undef ERR_BOTH
};

const char *bilingual_number(char to[BILINGUAL_NUMBER_SIZE], uint64_t number) {
    snprintf(to, BILINGUAL_NUMBER_SIZE, "%" PRIu64, number);
    return to;
}

const char *bilingual_in(struct bilingual text, enum language language) {
    return language == LANGUAGE_ZH ? text.zh : text.en;
}

struct bilingual bilingual_err(int err) {
    return err >= 0 && err < ERR_COUNT ? errs[err] : errs[ERR_SYSTEM];
}

// English has the C library's words; Chinese has words for the errors that happen to files and
// addresses.
struct bilingual bilingual_errno(int error_number) {
    static const struct {
        int error_number;
        const char *zh;
    } known[] = {
        {ENOENT, "没有这个文件"},
        {ENOTDIR, "路径中有一段不是文件夹"},
        {EISDIR, "是文件夹"},
        {EACCES, "没有权限"},
        {EPERM, "没有权限"},
        {EROFS, "磁盘是只读的"},
        {EEXIST, "已经存在"},
        {ENOSPC, "磁盘已满"},
        {EDQUOT, "磁盘配额已满"},
        {EIO, "读写出错"},
        {ENOMEM, "内存不足"},
        {EMFILE, "文件描述符已用完"},
        {ENFILE, "文件描述符已用完"},
        {ENAMETOOLONG, "名称过长"},
        {ELOOP, "链接太多"},
        {EINVAL, "无效"},
        {ENXIO, "没有这个设备"},
        {EADDRINUSE, "地址已被占用"},
        {EADDRNOTAVAIL, "本机没有这个地址"},
        {EFBIG, "文件过大"},
        {ENOTEMPTY, "文件夹不是空的"},
        {EBUSY, "正被使用"},
        {ESPIPE, "不是文件"},
        {EXDEV, "不在同一个磁盘"},
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (known[i].error_number == error_number)
            return (struct bilingual){known[i].zh, strerror(error_number)};
    return (struct bilingual){"系统出错", strerror(error_number)};
}

struct values {
    const struct bilingual *values;
    enum language language;
};

static const char *value_of(const void *arg, const char *name, size_t name_len) {
    const struct values *v = arg;
    bool numbered = name_len == 1 && *name >= '1' && *name <= '9';
    return numbered ? bilingual_in(v->values[*name - '0'], v->language) : NULL;
}

void bilingual_fill(char *to, size_t to_size, struct bilingual sentence,
                    const struct bilingual *values, enum language language) {
    fill_sentence(to, to_size, bilingual_in(sentence, language), value_of,
                  &(struct values){values, language});
}
