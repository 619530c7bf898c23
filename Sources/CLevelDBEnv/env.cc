#include "CLevelDBEnv.h"

#include <fcntl.h>
#include <leveldb/env.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>
#include <vector>

// As LevelDB's C interface has it inside; iap_env_new checks that.
struct leveldb_env_t {
  leveldb::Env *rep;
  bool is_default;
};

namespace {
class MappedFile;

/// A fault maps as many bytes around it, where they are in the page cache.
constexpr int kFaultShift = 16;

/// All mappings of an environment, and how much of them was touched since they were let go.
class Mappings {
 public:
  explicit Mappings(size_t resident_bytes_max) : resident_bytes_max_(resident_bytes_max) {}

  void Add(MappedFile *file) {
    std::lock_guard<std::mutex> lock(mutex_);
    files_.insert(file);
  }

  /// After this, nobody looks at the file's mapping.
  void Remove(MappedFile *file) {
    std::lock_guard<std::mutex> lock(mutex_);
    files_.erase(file);
  }

  void Touched(size_t bytes) {
    if (touched_.fetch_add(bytes, std::memory_order_relaxed) + bytes > resident_bytes_max_) LetGo();
  }

  size_t touched() const { return touched_.load(std::memory_order_relaxed); }

 private:
  void LetGo();

  const size_t resident_bytes_max_;
  std::atomic<size_t> touched_{0};
  std::mutex mutex_;
  std::set<MappedFile *> files_;
};

/// A table file, mapped as a whole. Tables are never changed, so a page that was let go comes back with the next read.
class MappedFile final : public leveldb::RandomAccessFile {
 public:
  MappedFile(Mappings *all, std::string name, char *base, size_t length)
      : all_(all), name_(std::move(name)), base_(base), length_(length),
        touched_((length >> (kFaultShift + 6)) + 1) {
    all_->Add(this);
  }

  ~MappedFile() override {
    all_->Remove(this);
    munmap(base_, length_);
  }

  leveldb::Status Read(uint64_t offset, size_t n, leveldb::Slice *result, char *) const override {
    if (offset > length_ || n > length_ - offset) {
      *result = leveldb::Slice();
      return leveldb::Status::IOError(name_, "a read behind the end of the file");
    }
    *result = leveldb::Slice(base_ + offset, n);
    if (n > 0) Note(offset >> kFaultShift, (offset + n - 1) >> kFaultShift);
    return leveldb::Status::OK();
  }

  /// The pages stay in the page cache; only this process's entries for them go.
  void LetGo() {
    for (auto &word : touched_) word.store(0, std::memory_order_relaxed);
    madvise(base_, length_, MADV_DONTNEED);
  }

 private:
  void Note(uint64_t first, uint64_t last) const {
    for (uint64_t window = first; window <= last; window++) {
      const uint64_t bit = uint64_t{1} << (window & 63);
      auto &word = touched_[window >> 6];
      if (word.load(std::memory_order_relaxed) & bit) continue;
      if (!(word.fetch_or(bit, std::memory_order_relaxed) & bit)) all_->Touched(size_t{1} << kFaultShift);
    }
  }

  Mappings *const all_;
  const std::string name_;
  char *const base_;
  const size_t length_;
  /// A bit for each stretch that one fault maps.
  mutable std::vector<std::atomic<uint64_t>> touched_;
};

void Mappings::LetGo() {
  std::lock_guard<std::mutex> lock(mutex_);
  // Another thread may have been here while this one waited.
  if (touched_.exchange(0, std::memory_order_relaxed) <= resident_bytes_max_) return;
  for (MappedFile *file : files_) file->LetGo();
}

class MappingEnv final : public leveldb::EnvWrapper {
 public:
  explicit MappingEnv(size_t resident_bytes_max)
      : leveldb::EnvWrapper(leveldb::Env::Default()), mappings_(resident_bytes_max) {}

  leveldb::Status NewRandomAccessFile(const std::string &name, leveldb::RandomAccessFile **result) override {
    *result = nullptr;
    uint64_t length = 0;
    leveldb::Status status = target()->GetFileSize(name, &length);
    if (!status.ok()) return status;
    const int file = open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return Error(name);
    void *base = mmap(nullptr, length, PROT_READ, MAP_SHARED, file, 0);
    if (base == MAP_FAILED) {
      status = Error(name);
    } else {
      *result = new MappedFile(&mappings_, name, static_cast<char *>(base), length);
    }
    close(file);
    return status;
  }

  size_t touched() const { return mappings_.touched(); }

 private:
  /// A file that is not there is told from others: LevelDB acts on it.
  static leveldb::Status Error(const std::string &name) {
    return errno == ENOENT ? leveldb::Status::NotFound(name, strerror(errno))
                           : leveldb::Status::IOError(name, strerror(errno));
  }

  Mappings mappings_;
};
}  // namespace

leveldb_env_t *iap_env_new(size_t resident_bytes_max) {
  leveldb_env_t *known = leveldb_create_default_env();
  const bool is_as_expected = known->rep == leveldb::Env::Default() && known->is_default;
  leveldb_env_destroy(known);
  if (!is_as_expected) return nullptr;
  return new leveldb_env_t{new MappingEnv(resident_bytes_max), false};
}

void iap_env_free(leveldb_env_t *env) {
  delete static_cast<MappingEnv *>(env->rep);
  delete env;
}

size_t iap_env_resident_bytes(const leveldb_env_t *env) { return static_cast<MappingEnv *>(env->rep)->touched(); }
