#pragma once
#include <zlib.h>

/* inflateInit2 is a macro. Window bits of 15 + 16 mean: gzip, and nothing else. */
static inline int shim_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
