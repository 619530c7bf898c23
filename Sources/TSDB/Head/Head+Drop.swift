import TimeSeries

extension Head {
  /// Lets go of what a checkpoint has written. On the writer's thread, with the lock held for writing.
  func drop(_ written: [(slot: Int, lateParts: UInt32)], nowStored windows: Set<Timestamp>, inHaste: Bool) {
    for window in windows {
      self.windows.insert(window, in: .chunk)
      // Late samples in a window that is being merged: readers must look at all of it again.
      if self.windows.merging?.span.contains(window) == true { self.windows.merging = nil }
    }
    for (slot, lateParts) in written {
      let entry = table[slot]
      var node = entry.pointee.sealed
      while let sealed = node {
        counts.chunks -= 1
        node = sealed.next
      }
      entry.pointee.sealed = nil
      entry.pointee.isDirty = false
      entry.pointee.isStoredInHaste = inHaste && entry.pointee.chunk != nil
      guard let extras = entry.pointee.extras else { continue }
      extras.late = SampleColumns()
      extras.lateParts = lateParts
    }
  }

  /// Empties the entry of a series that has no sample left. On the writer's thread, with the lock held for writing.
  func forget(_ slot: Int) {
    let entry = table[slot]
    if entry.pointee.chunk != nil || entry.pointee.extras.map({ !$0.histograms.isEmpty }) == true { counts.chunks -= 1 }
    entry.pointee = HeadSeries()
    counts.series -= 1
  }
}
