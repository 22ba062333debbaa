#pragma once
/* The type checks of typecheck-gcc.h are statement expressions, which Swift's importer cannot use. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
