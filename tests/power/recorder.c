/* Preloaded into a process, it records in their order all changes of files under a folder, and what was synced when.

   DATELINE_RECORD_UNDER names the folder, DATELINE_RECORD_TO the file of records. A record is a kind, the lengths of its
   texts, a number and the texts: C created, W written at, T cut to, S synced, D deleted, R renamed, L named
   a second time, M made a folder. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int records = -1;
static const char *under;

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
  under = getenv("DATELINE_RECORD_UNDER");
  const char *to = getenv("DATELINE_RECORD_TO");
  if (under && to) records = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *bytes, size_t length) {
  while (length > 0) {
    ssize_t done = syscall(SYS_write, records, bytes, length);
    if (done <= 0) abort();
    bytes = (const char *)bytes + done, length -= done;
  }
}

static int watched(const char *path) {
  size_t length = strlen(path);
  /* SQLite makes its shared memory anew, and a file that has no name any more is gone after a cut. */
  return records >= 0 && strncmp(path, under, strlen(under)) == 0 && !(length > 4 && !strcmp(path + length - 4, "-shm")) &&
         !strstr(path, " (deleted)");
}

static void record(char kind, const char *path, uint64_t number, const void *bytes, uint32_t length) {
  uint32_t name = strlen(path);
  put(&kind, 1), put(&name, 4), put(&length, 4), put(&number, 8), put(path, name), put(bytes, length);
}

static const char *name_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
  return path;
}

static const char *name_at(int folder, const char *name, char *path) {
  char base[PATH_MAX] = "";
  if (name[0] == '/') return strncpy(path, name, PATH_MAX - 1);
  if (folder == AT_FDCWD) { if (!getcwd(base, sizeof base)) abort(); } else name_of(folder, base);
  if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) abort();
  return path;
}

static void opened(int fd, int was_there, int cut) {
  char path[PATH_MAX];
  if (fd < 0 || records < 0 || !watched(name_of(fd, path))) return;
  if (!was_there) record('C', path, 0, "", 0);
  else if (cut) record('T', path, 0, "", 0);
}

#define OPEN(name, parameters, folder, ...)                                        \
  int name parameters {                                                            \
    REAL(name);                                                                    \
    mode_t mode = 0;                                                               \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    pthread_mutex_lock(&turn);                                                     \
    int was_there = faccessat(folder, file, F_OK, 0) == 0;                         \
    int fd = real(__VA_ARGS__, mode);                                              \
    opened(fd, was_there, flags & O_TRUNC);                                        \
    pthread_mutex_unlock(&turn);                                                   \
    return fd;                                                                     \
  }
OPEN(open, (const char *file, int flags, ...), AT_FDCWD, file, flags)
OPEN(open64, (const char *file, int flags, ...), AT_FDCWD, file, flags)
OPEN(openat, (int folder, const char *file, int flags, ...), folder, folder, file, flags)
OPEN(openat64, (int folder, const char *file, int flags, ...), folder, folder, file, flags)

#define FOPEN(name)                                                                \
  FILE *name(const char *file, const char *how) {                                  \
    REAL(name);                                                                    \
    pthread_mutex_lock(&turn);                                                     \
    int was_there = access(file, F_OK) == 0;                                       \
    FILE *stream = real(file, how);                                                \
    if (stream) opened(fileno(stream), was_there, how[0] == 'w');                  \
    pthread_mutex_unlock(&turn);                                                   \
    return stream;                                                                 \
  }
FOPEN(fopen)
FOPEN(fopen64)

static void wrote(int fd, const void *bytes, ssize_t length, off_t at) {
  char path[PATH_MAX];
  if (length > 0 && records >= 0 && watched(name_of(fd, path))) record('W', path, at, bytes, length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  if (records < 0) return real(fd, bytes, length);
  pthread_mutex_lock(&turn);
  ssize_t done = real(fd, bytes, length);
  off_t end = lseek(fd, 0, SEEK_CUR);
  if (end >= 0) wrote(fd, bytes, done, end - done);
  pthread_mutex_unlock(&turn);
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t all = 0;
  for (int part = 0; part < count; part++) {
    ssize_t done = write(fd, parts[part].iov_base, parts[part].iov_len);
    if (done < 0) return all ? all : done;
    all += done;
    if ((size_t)done < parts[part].iov_len) break;
  }
  return all;
}

#define PWRITE(name, offset)                                                       \
  ssize_t name(int fd, const void *bytes, size_t length, offset at) {              \
    REAL(name);                                                                    \
    pthread_mutex_lock(&turn);                                                     \
    ssize_t done = real(fd, bytes, length, at);                                    \
    wrote(fd, bytes, done, at);                                                    \
    pthread_mutex_unlock(&turn);                                                   \
    return done;                                                                   \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FD(name, kind, parameters, number, ...)                                 \
  int name parameters {                                                            \
    REAL(name);                                                                    \
    char path[PATH_MAX];                                                           \
    pthread_mutex_lock(&turn);                                                     \
    int failed = real(__VA_ARGS__);                                                \
    if (!failed && records >= 0 && watched(name_of(fd, path))) record(kind, path, number, "", 0); \
    pthread_mutex_unlock(&turn);                                                   \
    return failed;                                                                 \
  }
ON_FD(fsync, 'S', (int fd), 0, fd)
ON_FD(fdatasync, 'S', (int fd), 0, fd)
ON_FD(ftruncate, 'T', (int fd, off_t length), length, fd, length)
ON_FD(ftruncate64, 'T', (int fd, off64_t length), length, fd, length)

#define ON_NAME(name, kind, parameters, folder, ...)                               \
  int name parameters {                                                            \
    REAL(name);                                                                    \
    char path[PATH_MAX];                                                           \
    pthread_mutex_lock(&turn);                                                     \
    int failed = real(__VA_ARGS__);                                                \
    if (!failed && records >= 0 && watched(name_at(folder, file, path))) record(kind, path, 0, "", 0); \
    pthread_mutex_unlock(&turn);                                                   \
    return failed;                                                                 \
  }
ON_NAME(unlink, 'D', (const char *file), AT_FDCWD, file)
ON_NAME(rmdir, 'D', (const char *file), AT_FDCWD, file)
ON_NAME(unlinkat, 'D', (int folder, const char *file, int flags), folder, folder, file, flags)
ON_NAME(mkdir, 'M', (const char *file, mode_t mode), AT_FDCWD, file, mode)
ON_NAME(mkdirat, 'M', (int folder, const char *file, mode_t mode), folder, folder, file, mode)

#define ON_NAMES(name, kind, parameters, folder, new_folder, ...)                  \
  int name parameters {                                                            \
    REAL(name);                                                                    \
    char before[PATH_MAX] = "", after[PATH_MAX] = "";                              \
    pthread_mutex_lock(&turn);                                                     \
    int failed = real(__VA_ARGS__);                                                \
    if (!failed && records >= 0 && watched(name_at(new_folder, to, after)))        \
      record(kind, name_at(folder, from, before), 0, after, strlen(after));        \
    pthread_mutex_unlock(&turn);                                                   \
    return failed;                                                                 \
  }
ON_NAMES(rename, 'R', (const char *from, const char *to), AT_FDCWD, AT_FDCWD, from, to)
ON_NAMES(link, 'L', (const char *from, const char *to), AT_FDCWD, AT_FDCWD, from, to)
ON_NAMES(linkat, 'L', (int folder, const char *from, int new_folder, const char *to, int flags), folder, new_folder, folder,
         from, new_folder, to, flags)
