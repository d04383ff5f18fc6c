/* Preloaded into a process, makes each sync of a file take SLOW_DISK_US microseconds longer, as on a
   slower disk. The data is synced all the same. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file) {
  int (*sync_it)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *us = getenv("SLOW_DISK_US");
  struct timespec rest = {0, us ? atol(us) * 1000 : 0};
  int done = sync_it(file);
  nanosleep(&rest, NULL);
  return done;
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
