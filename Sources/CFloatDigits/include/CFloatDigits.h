#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes the shortest decimal digits that read back as `magnitude`, as ASCII without zeros at the end, to `digits`, which
/// has room for 17. Returns how many; `exponent` becomes the power of ten of the first. `magnitude` is finite and not
/// negative; zero has the one digit 0.
int iap_shortest_digits(double magnitude, char *digits, int *exponent);

/// Reads the decimal, without a sign, that begins at `first`, before `last`. Returns how many bytes it is long, 0 if there
/// is none; `value` becomes the double nearest to it, infinity where that is beyond a double's range.
size_t iap_read_decimal(const char *first, const char *last, double *value);

#ifdef __cplusplus
}
#endif
