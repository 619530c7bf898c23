#pragma once
#include <curl/curl.h>

// Swift cannot call C functions of variable arguments: one typed wrapper for each kind of argument that is used.

static inline CURLcode iap_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode iap_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode iap_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode iap_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode iap_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
// libcurl copies the bytes.
static inline CURLcode iap_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}
// libcurl copies the bytes.
static inline CURLcode iap_set_body(CURL *easy, const void *bytes, size_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

typedef size_t (*iap_receiver)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode iap_set_receivers(CURL *easy, iap_receiver body, iap_receiver header, void *context) {
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  return curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

static inline long iap_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
static inline curl_off_t iap_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
// NULL if there is none; valid until the handle is used again.
static inline const char *iap_get_string(CURL *easy, CURLINFO info) {
  const char *value = NULL;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

static inline CURLMcode iap_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
// The result of a finished transfer: Swift cannot read the union.
static inline CURLcode iap_message_result(const CURLMsg *message) { return message->data.result; }
