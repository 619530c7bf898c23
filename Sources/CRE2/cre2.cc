#include "CRE2.h"

#include <re2/re2.h>

#include <string>
#include <vector>

struct iap_re2 {
  iap_re2(re2::StringPiece pattern, const RE2::Options &options) : re(pattern, options), error(re.error()) {}
  RE2 re;
  std::string error;
};

namespace {
bool match(
    const iap_re2 *re, const char *text, size_t length, size_t start, RE2::Anchor anchor, int64_t *ranges,
    int group_count) {
  std::vector<re2::StringPiece> groups(group_count);
  if (!re->re.Match(re2::StringPiece(text, length), start, length, anchor, groups.data(), group_count)) return false;
  for (int i = 0; i < group_count; i++) {
    const bool taken = groups[i].data() != nullptr;
    ranges[2 * i] = taken ? groups[i].data() - text : -1;
    ranges[2 * i + 1] = taken ? groups[i].data() - text + static_cast<int64_t>(groups[i].size()) : -1;
  }
  return true;
}
}  // namespace

extern "C" {

iap_re2 *iap_re2_new(const char *pattern, size_t length, bool dot_matches_newline, int64_t memory_bytes_max) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(dot_matches_newline);
  options.set_max_mem(memory_bytes_max);
  return new iap_re2(re2::StringPiece(pattern, length), options);
}

void iap_re2_free(iap_re2 *re) { delete re; }

const char *iap_re2_error(const iap_re2 *re) { return re->re.ok() ? nullptr : re->error.c_str(); }

int iap_re2_group_count(const iap_re2 *re) { return re->re.NumberOfCapturingGroups(); }

int iap_re2_group_number(const iap_re2 *re, const char *name, size_t length) {
  const auto &names = re->re.NamedCapturingGroups();
  const auto found = names.find(std::string(name, length));
  return found == names.end() ? -1 : found->second;
}

bool iap_re2_full_match(const iap_re2 *re, const char *text, size_t length) {
  return re->re.Match(re2::StringPiece(text, length), 0, length, RE2::ANCHOR_BOTH, nullptr, 0);
}

bool iap_re2_full_match_groups(
    const iap_re2 *re, const char *text, size_t length, int64_t *ranges, int group_count) {
  return match(re, text, length, 0, RE2::ANCHOR_BOTH, ranges, group_count);
}

bool iap_re2_find(
    const iap_re2 *re, const char *text, size_t length, size_t start, int64_t *ranges, int group_count) {
  return match(re, text, length, start, RE2::UNANCHORED, ranges, group_count);
}
}
