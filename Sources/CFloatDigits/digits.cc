#include "CFloatDigits.h"

#include <charconv>

// The standard library has the algorithm (Ryu); C and Swift only reach it by way of a text that is allocated.
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
