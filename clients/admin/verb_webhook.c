// verb_webhook.c - a secret by which a gateway signs what a webhook is told: made here, kept in the
// gateway's file of secrets, printed once for the receiver. No broker has part in it.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/number.h"
#include "base/private_file.h"
#include "broker/seal/random.h"
#include "clients/admin/cli.h"
#include "clients/libhallq/json_text.h"

#define SECRET_SIZE 32

static int unwritable(struct cli *cli, const char *path) {
    SAY_ERR(cli, SAY_FILE_UNWRITABLE, path, say_errno(cli->language, errno));
    return EXIT_FILE;
}

// Behind what is there; a line of our own, also where the last one has no end.
static bool line_append(int fd, off_t size, const char *line) {
    char last = '\n';
    if (size && pread(fd, &last, 1, size - 1) != 1)
        return false;
    if (last != '\n' && write(fd, "\n", 1) != 1)
        return false;
    ssize_t len = (ssize_t)strlen(line);
    return write(fd, line, (size_t)len) == len && !fsync(fd);
}

static int secret_keep(struct cli *cli, const char *path, const char *line) {
    struct stat st;
    int code = EXIT_DONE;
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return unwritable(cli, path);
    if (fstat(fd, &st)) {
        code = unwritable(cli, path);
    } else if (!S_ISREG(st.st_mode) || !private_file_ok(&st, path)) {
        SAY_ERR(cli, SAY_WEBHOOK_FILE_OPEN, path);
        code = EXIT_FILE;
    } else if (!line_append(fd, st.st_size, line)) {
        code = unwritable(cli, path);
    }
    close(fd);
    return code;
}

int verb_webhook_secret(struct cli *cli) {
    uint8_t raw[SECRET_SIZE];
    uint32_t hook, hall = cli->hall ? cli->hall : 1;
    if (!number_read_32(cli->words[0], 1, LIMIT_WEBHOOK_ID, &hook)) {
        SAY_ERR(cli, SAY_WEBHOOK_ID_WRONG, cli->words[0]);
        return EXIT_USAGE;
    }
    seal_random(raw, sizeof raw);
    char *secret = base64_print(&(ProtobufCBinaryData){sizeof raw, raw});
    explicit_bzero(raw, sizeof raw);
    if (!secret)
        return EXIT_FILE;
    int code = secret_keep(cli, cli->words[1],
                           arena_printf(&cli->arena, "%u %u whsec_%s\n", hall, hook, secret));
    if (!code)
        printf("whsec_%s\n", secret);
    explicit_bzero(secret, strlen(secret));
    free(secret);
    return code;
}
