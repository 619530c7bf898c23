import TimeSeries

/// Where a label set stands in 0…1, evenly spread: what `limit_ratio` chooses by.
enum LabelHash {
  /// The stable hash, with its bits mixed (SplitMix64's finish): FNV alone spreads similar labels badly.
  static func position(of labels: Labels) -> Double {
    var hash = labels.stableHash
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    hash ^= hash >> 31
    return Double(hash) / 0x1p64
  }
}
