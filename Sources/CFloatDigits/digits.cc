#include "CFloatDigits.h"

#include <charconv>
#include <cstdlib>
#include <string>

// The standard library has the fast and exact algorithms; C and Swift only reach them by way of texts that are allocated.

int iap_shortest_digits(double magnitude, char *digits, int *exponent) {
  char text[32];
  const char *const end = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::scientific).ptr;
  const char *place = text;
  int count = 0;
  for (; *place != 'e'; ++place) {
    if (*place != '.') digits[count++] = *place;
  }
  // `from_chars` takes no plus sign.
  if (*++place == '+') ++place;
  std::from_chars(place, end, *exponent);
  return count;
}

size_t iap_read_decimal(const char *first, const char *last, double *value) {
  const auto [end, error] = std::from_chars(first, last, *value);
  // It does not tell what is too large from what is too small.
  if (error == std::errc::result_out_of_range) *value = std::strtod(std::string(first, end).c_str(), nullptr);
  return error == std::errc::invalid_argument ? 0 : end - first;
}
