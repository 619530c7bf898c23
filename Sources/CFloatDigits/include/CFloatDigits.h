#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Writes the shortest decimal digits that read back as `magnitude`, as ASCII without zeros at the end, to `digits`, which
/// has room for 17. Returns how many; `exponent` becomes the power of ten of the first. `magnitude` is finite and not
/// negative; zero has the one digit 0.
int iap_shortest_digits(double magnitude, char *digits, int *exponent);

#ifdef __cplusplus
}
#endif
