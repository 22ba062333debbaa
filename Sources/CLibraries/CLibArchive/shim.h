#pragma once
#include <archive.h>
#include <archive_entry.h>

/* AE_IFREG is a cast macro, which the importer leaves out. */
static inline int shim_is_regular_file(struct archive_entry *entry) {
    return archive_entry_filetype(entry) == AE_IFREG;
}
