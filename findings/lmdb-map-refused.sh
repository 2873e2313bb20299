#!/usr/bin/env bash
# LMDB 0.9.24 (Debian 12's liblmdb-dev): an environment whose map is refused room to grow has no map any more.
#
# mdb_env_set_mapsize(3) tells of EINVAL and of nothing else that may go wrong. It gives the old map back before it
# asks the kernel for the larger one. Where the kernel refuses that (a limit of address space, as RLIMIT_AS and
# systemd's LimitAS set it, or a map of many terabytes), the call returns ENOMEM, and the old map is not made again.
# Seen, the number of mappings of the data file in /proc/self/maps:
#
#   before                    1
#   mdb_env_set_mapsize       Cannot allocate memory
#   after                     0
#
# One would take an error for "all is as before", refuse writes and go on reading. Whatever reads next, be it only the
# statistics of the environment, reads memory that is not there, and the process ends; this script does not read. It
# matters to us because a hall goes on being shown while its tables cannot grow: broker/store/tables/env.c asks for the
# room first, and where LMDB is refused all the same, the process ends in plain words.
#
# Needs gcc and liblmdb-dev. Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

command -v gcc >/dev/null && pkg-config --exists lmdb || { echo "no gcc or liblmdb-dev"; exit 77; }
echo "lmdb $(pkg-config --modversion lmdb)"
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

cat >"$top/grow.c" <<'END'
#include <lmdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int mappings(const char *file) {
    char line[4096];
    int count = 0;
    size_t size = strlen(file);
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        count += strlen(line) > size && !strncmp(line + strlen(line) - 1 - size, file, size);
    if (maps)
        fclose(maps);
    return count;
}

static unsigned long pages_now(void) {
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (!statm || fscanf(statm, "%lu", &pages) != 1)
        pages = 0;
    if (statm)
        fclose(statm);
    return pages;
}

int main(int argc, char **argv) {
    MDB_env *env;
    struct rlimit before, tight;
    if (argc < 2 || mdb_env_create(&env) || mdb_env_set_mapsize(env, 1 << 20) ||
        mdb_env_open(env, argv[1], MDB_NOSUBDIR, 0600))
        return 2;
    printf("%d ", mappings(argv[1]));
    getrlimit(RLIMIT_AS, &before);
    tight = before;
    tight.rlim_cur = pages_now() * (unsigned long)sysconf(_SC_PAGESIZE);
    setrlimit(RLIMIT_AS, &tight);
    int rc = mdb_env_set_mapsize(env, (size_t)1 << 30);
    setrlimit(RLIMIT_AS, &before);
    printf("%s %d\n", rc ? "refused" : "grown", mappings(argv[1]));
    fflush(stdout);
    _exit(0); // nothing is closed: that would read the map
}
END
gcc -o "$top/grow" "$top/grow.c" -llmdb
seen=$(timeout 60 "$top/grow" "$top/data.mdb")
echo "mappings before, the call, mappings after: $seen"
[[ $seen == "1 refused 0" ]] || { echo "it has changed"; exit 1; }
