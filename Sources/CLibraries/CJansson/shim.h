#pragma once
#include <jansson.h>

/* json_decref is a macro-laden inline that the importer drops on some versions. */
static inline void shim_json_decref(json_t *value) { json_decref(value); }
