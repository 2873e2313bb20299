// err.h - the project's error codes. Every module returns them; the one module that owns a foreign
// library translates that library's codes.
#ifndef HALLQ_ERR_H
#define HALLQ_ERR_H

// Columns: name; text in Chinese; text in English, for the log as well.
#define ERR_TABLE(X)                                                                               \
    X(ERR_OK, "正常", "ok")                                                                        \
    X(ERR_NOT_FOUND, "没有找到", "not found")                                                      \
    X(ERR_EXISTS, "已经存在", "exists already")                                                    \
    X(ERR_INVALID, "无效", "invalid")                                                              \
    X(ERR_TOO_LARGE, "过大", "too large")                                                          \
    X(ERR_NO_MEMORY, "内存不足", "out of memory")                                                  \
    X(ERR_MAP_FULL, "数据映射已满", "the data map is full")                                        \
    X(ERR_DISK_FULL, "磁盘已满", "the disk is full")                                               \
    X(ERR_IO, "读写出错", "input/output error")                                                    \
    X(ERR_CORRUPT, "校验和不符", "a checksum does not match")                                      \
    X(ERR_FORMAT, "由其他版本建立", "made by another version")                                     \
    X(ERR_BUSY, "正被使用", "in use")                                                              \
    X(ERR_AGAIN, "请再试一次", "try again")                                                        \
    X(ERR_CLOSED, "已关闭", "closed")                                                              \
    X(ERR_TIMEOUT, "超时", "timed out")                                                            \
    X(ERR_DENIED, "没有权限", "not allowed")                                                       \
    X(ERR_SYSTEM, "系统出错", "system error")                                                      \
    X(ERR_REFUSED, "已拒绝", "refused")

enum err {
#define ERR_ENUM(name, zh, en) name,
    ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
        ERR_COUNT
};

// err_of_errno: the code of an errno value; ERR_OK of 0, ERR_SYSTEM of a value that has no code
// here.
int err_of_errno(int error_number);

// err_text: the English text of a code; never NULL, even for a number that is no code.
const char *err_text(int err);

#endif
