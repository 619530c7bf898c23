#pragma once
#include <leveldb/c.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An environment like LevelDB's own, but for table files: of their mappings, about `resident_bytes_max` count as this
/// process's memory at most. LevelDB's own leaves every page mapped that was ever read, so that after a query over all of
/// a store the process seems to hold all of it.
///
/// NULL if this LevelDB is not built as expected; use its own environment then.
leveldb_env_t *iap_env_new(size_t resident_bytes_max);
/// After the last database that uses it is closed.
void iap_env_free(leveldb_env_t *env);
/// How many bytes of mappings were touched since they were let go last.
size_t iap_env_resident_bytes(const leveldb_env_t *env);

#ifdef __cplusplus
}
#endif
