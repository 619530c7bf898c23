/// Reads `storage`.
enum StorageSection {
  static func read(_ section: SectionReader) -> StorageConfig {
    var config = StorageConfig()
    if let tsdb = section.section("tsdb") {
      if let retention = tsdb.section("retention") { readRetention(retention, &config) }
      // Late samples are welcome within the whole retention, so that any window is granted.
      _ = tsdb.duration("out_of_order_time_window")
      tsdb.refuse("stale_series_compaction_threshold", "series without samples leave memory by themselves")
      tsdb.refuse("chunk_encoding", "each chunk takes the smallest of several encodings by itself")
      tsdb.finish()
    }
    section.refuse("exemplars", "exemplars do not come through /federate and are not kept")
    section.finish()
    return config
  }

  private static func readRetention(_ section: SectionReader, _ config: inout StorageConfig) {
    config.retentionTime = section.duration("time")
    config.retentionSize = section.byteCount("size")
    section.refuse("percentage", "say in size how much of the disk may be used")
    section.finish()
  }
}
