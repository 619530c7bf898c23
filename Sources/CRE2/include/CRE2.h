#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct iap_re2 iap_re2;

/// Compiles `pattern`; never NULL. Ask iap_re2_error whether it is usable.
/// `memory_bytes_max` bounds the compiled program and its state cache.
iap_re2 *iap_re2_new(const char *pattern, size_t length, bool dot_matches_newline, int64_t memory_bytes_max);
void iap_re2_free(iap_re2 *re);

/// NULL if the pattern compiled, else RE2's reason; owned by `re`.
const char *iap_re2_error(const iap_re2 *re);
int iap_re2_group_count(const iap_re2 *re);
/// The number of the named group, -1 if there is none.
int iap_re2_group_number(const iap_re2 *re, const char *name, size_t length);

/// Whether the whole of `text` matches.
bool iap_re2_full_match(const iap_re2 *re, const char *text, size_t length);

/// As iap_re2_full_match, and the byte range of each group: `ranges` holds `group_count` pairs (start, end),
/// the whole match first, (-1, -1) for a group that took no part.
bool iap_re2_full_match_groups(
    const iap_re2 *re, const char *text, size_t length, int64_t *ranges, int group_count);

/// The leftmost match at or after `start`, as byte ranges like above.
bool iap_re2_find(
    const iap_re2 *re, const char *text, size_t length, size_t start, int64_t *ranges, int group_count);

#ifdef __cplusplus
}
#endif
