// scratch.h - the folder of a store that a benchmark made for itself.
#ifndef HALLQ_BENCH_SCRATCH_H
#define HALLQ_BENCH_SCRATCH_H

// scratch_remove: deletes the files of a closed store and its folder; a folder with other files in it stays.
void scratch_remove(const char *folder);

#endif
