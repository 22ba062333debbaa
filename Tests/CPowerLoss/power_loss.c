#include "power_loss.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A write (`bytes` set) or a truncation that is not safe yet. */
typedef struct change {
    struct change *next;
    char *bytes;
    int count;
    sqlite3_int64 offset;
} change;

/* A file by its name, for as long as the way is known: what was not synced outlives the closing of the file. */
typedef struct node {
    struct node *next;
    char *name;
    change *first, **last;
    /* Made (again) since the last sync: what the platter has under this name is another file. */
    int is_new;
} node;

struct power_loss {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    char *name, *platter;
    pthread_mutex_t lock;
    node *nodes;
    int is_cut;
    int leftovers;
    uint64_t random;
    int64_t operations, cut_at;
};

/* SQLite's view of an open file; the real one's follows it in memory. */
typedef struct {
    sqlite3_file base;
    power_loss *power;
    node *node;
} shim_file;

static sqlite3_file *real_of(sqlite3_file *file) { return (sqlite3_file *)((shim_file *)file + 1); }

/* The platter. Called with the lock held. */

static void fail(const char *what) {
    /* A test that cannot keep its books must not go on. */
    perror(what);
    abort();
}

static void platter_path(power_loss *power, node *node, char *path, size_t size) {
    snprintf(path, size, "%s/%s", power->platter, node->name);
}

static int open_on_platter(power_loss *power, node *node) {
    char path[4096];
    platter_path(power, node, path, sizeof path);
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | (node->is_new ? O_TRUNC : 0);
    int descriptor = open(path, flags, 0600);
    if (descriptor < 0) fail(path);
    node->is_new = 0;
    return descriptor;
}

static void make_safe(int descriptor, const change *change) {
    if (!change->bytes) {
        if (ftruncate(descriptor, change->offset) != 0) fail("ftruncate");
    } else if (pwrite(descriptor, change->bytes, change->count, change->offset) != change->count) {
        fail("pwrite");
    }
}

static void forget_changes(node *node) {
    while (node->first) {
        change *change = node->first;
        node->first = change->next;
        free(change->bytes);
        free(change);
    }
    node->last = &node->first;
}

static void remember(node *node, const void *bytes, int count, sqlite3_int64 offset) {
    change *change = calloc(1, sizeof *change);
    if (!change) fail("calloc");
    if (bytes) {
        change->bytes = malloc(count > 0 ? count : 1);
        if (!change->bytes) fail("malloc");
        memcpy(change->bytes, bytes, count);
    }
    change->count = count;
    change->offset = offset;
    *node->last = change;
    node->last = &change->next;
}

static uint64_t next_random(power_loss *power) {
    /* splitmix64 */
    uint64_t value = power->random += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

static void cut(power_loss *power) {
    if (power->is_cut) return;
    power->is_cut = 1;
    for (node *node = power->nodes; node; node = node->next) {
        for (change *change = node->first; change; change = change->next) {
            if ((int)(next_random(power) % 100) >= power->leftovers) continue;
            int descriptor = open_on_platter(power, node);
            make_safe(descriptor, change);
            close(descriptor);
        }
        forget_changes(node);
    }
}

/* Whether the power is still on for an operation that changes something. */
static int is_powered(power_loss *power) {
    if (power->is_cut) return 0;
    power->operations++;
    if (power->cut_at && power->operations >= power->cut_at) cut(power);
    return !power->is_cut;
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static node *node_of(power_loss *power, const char *path) {
    const char *name = last_part(path);
    for (node *node = power->nodes; node; node = node->next)
        if (strcmp(node->name, name) == 0) return node;
    node *node = calloc(1, sizeof *node);
    if (!node || !(node->name = strdup(name))) fail("calloc");
    node->last = &node->first;
    node->is_new = 1;
    node->next = power->nodes;
    power->nodes = node;
    return node;
}

/* Files */

static int shim_close(sqlite3_file *file) { return real_of(file)->pMethods->xClose(real_of(file)); }

static int shim_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return real_of(file)->pMethods->xRead(real_of(file), bytes, count, offset);
}

static int shim_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    shim_file *shim = (shim_file *)file;
    pthread_mutex_lock(&shim->power->lock);
    int code = SQLITE_IOERR_WRITE;
    if (is_powered(shim->power)) {
        code = real_of(file)->pMethods->xWrite(real_of(file), bytes, count, offset);
        if (code == SQLITE_OK) remember(shim->node, bytes, count, offset);
    }
    pthread_mutex_unlock(&shim->power->lock);
    return code;
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size) {
    shim_file *shim = (shim_file *)file;
    pthread_mutex_lock(&shim->power->lock);
    int code = SQLITE_IOERR_TRUNCATE;
    if (is_powered(shim->power)) {
        code = real_of(file)->pMethods->xTruncate(real_of(file), size);
        if (code == SQLITE_OK) remember(shim->node, NULL, 0, size);
    }
    pthread_mutex_unlock(&shim->power->lock);
    return code;
}

static int shim_sync(sqlite3_file *file, int flags) {
    (void)flags;
    shim_file *shim = (shim_file *)file;
    pthread_mutex_lock(&shim->power->lock);
    int code = SQLITE_IOERR_FSYNC;
    /* The real file need not be synced: only the platter counts. */
    if (is_powered(shim->power)) {
        int descriptor = open_on_platter(shim->power, shim->node);
        for (change *change = shim->node->first; change; change = change->next) make_safe(descriptor, change);
        close(descriptor);
        forget_changes(shim->node);
        code = SQLITE_OK;
    }
    pthread_mutex_unlock(&shim->power->lock);
    return code;
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int shim_lock(sqlite3_file *file, int level) {
    return real_of(file)->pMethods->xLock(real_of(file), level);
}
static int shim_unlock(sqlite3_file *file, int level) {
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
static int shim_check_lock(sqlite3_file *file, int *is_locked) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is_locked);
}
static int shim_control(sqlite3_file *file, int operation, void *argument) {
    /* Would change the file's size past our books. */
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}
static int shim_sector(sqlite3_file *file) { return real_of(file)->pMethods->xSectorSize(real_of(file)); }
static int shim_traits(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

/* The index of the write-ahead log is memory that need not survive. */

static int shim_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, memory);
}
static int shim_map_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
static void shim_barrier(sqlite3_file *file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }
static int shim_unmap(sqlite3_file *file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* Version 2: no memory-mapped reads and writes, which would go past the books. */
static const sqlite3_io_methods methods = {
    2,           shim_close,      shim_read,    shim_write,  shim_truncate, shim_sync,
    shim_size,   shim_lock,       shim_unlock,  shim_check_lock, shim_control, shim_sector,
    shim_traits, shim_map,        shim_map_lock, shim_barrier, shim_unmap,  NULL,
    NULL,
};

/* The file system */

static int shim_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
    power_loss *power = vfs->pAppData;
    shim_file *shim = (shim_file *)file;
    shim->base.pMethods = NULL;
    int code = power->real->xOpen(power->real, path, real_of(file), flags, out);
    if (code != SQLITE_OK) return code;
    pthread_mutex_lock(&power->lock);
    shim->power = power;
    shim->node = node_of(power, path ? path : "unnamed");
    pthread_mutex_unlock(&power->lock);
    shim->base.pMethods = &methods;
    return SQLITE_OK;
}

static int shim_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    power_loss *power = vfs->pAppData;
    pthread_mutex_lock(&power->lock);
    int code = SQLITE_IOERR_DELETE;
    if (is_powered(power)) {
        code = power->real->xDelete(power->real, path, 0);
        node *node = node_of(power, path);
        forget_changes(node);
        node->is_new = 1;
        /* Without a sync of the folder the old file would be there again. */
        if (sync_folder) {
            char safe[4096];
            platter_path(power, node, safe, sizeof safe);
            unlink(safe);
        }
    }
    pthread_mutex_unlock(&power->lock);
    return code;
}

static int shim_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    power_loss *power = vfs->pAppData;
    return power->real->xAccess(power->real, path, flags, result);
}

static int shim_full_path(sqlite3_vfs *vfs, const char *path, int size, char *result) {
    power_loss *power = vfs->pAppData;
    return power->real->xFullPathname(power->real, path, size, result);
}

power_loss *power_loss_plug_in(const char *name, const char *platter) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    power_loss *power = calloc(1, sizeof *power);
    if (!real || !power) return NULL;
    power->real = real;
    power->name = strdup(name);
    power->platter = strdup(platter);
    pthread_mutex_init(&power->lock, NULL);
    /* Time, chance and sleep are the real one's, which finds nothing of its own in what it is handed. */
    power->vfs = *real;
    power->vfs.pNext = NULL;
    power->vfs.zName = power->name;
    power->vfs.pAppData = power;
    power->vfs.szOsFile = (int)sizeof(shim_file) + real->szOsFile;
    power->vfs.xOpen = shim_open;
    power->vfs.xDelete = shim_delete;
    power->vfs.xAccess = shim_access;
    power->vfs.xFullPathname = shim_full_path;
    if (!power->name || !power->platter || sqlite3_vfs_register(&power->vfs, 0) != SQLITE_OK) {
        free(power->name);
        free(power->platter);
        free(power);
        return NULL;
    }
    return power;
}

void power_loss_cut_after(power_loss *power, int64_t operations) {
    pthread_mutex_lock(&power->lock);
    power->cut_at = operations ? power->operations + operations : 0;
    pthread_mutex_unlock(&power->lock);
}

void power_loss_leftovers(power_loss *power, int percent, uint64_t seed) {
    pthread_mutex_lock(&power->lock);
    power->leftovers = percent;
    power->random = seed;
    pthread_mutex_unlock(&power->lock);
}

void power_loss_cut(power_loss *power) {
    pthread_mutex_lock(&power->lock);
    cut(power);
    pthread_mutex_unlock(&power->lock);
}

int power_loss_is_cut(power_loss *power) {
    pthread_mutex_lock(&power->lock);
    int is_cut = power->is_cut;
    pthread_mutex_unlock(&power->lock);
    return is_cut;
}

int64_t power_loss_operations(power_loss *power) {
    pthread_mutex_lock(&power->lock);
    int64_t operations = power->operations;
    pthread_mutex_unlock(&power->lock);
    return operations;
}

void power_loss_unplug(power_loss *power) {
    sqlite3_vfs_unregister(&power->vfs);
    while (power->nodes) {
        node *node = power->nodes;
        power->nodes = node->next;
        forget_changes(node);
        free(node->name);
        free(node);
    }
    pthread_mutex_destroy(&power->lock);
    free(power->name);
    free(power->platter);
    free(power);
}
