import Storage
import Threads
import TimeSeries

/// All series that are known: labels to id, id to labels, and which series have which label pair.
///
/// Series stand in slots, in order of their ids; a slot keeps its series as long as the process lives. Ids that are new
/// become durable with the next batch (``unpersisted()``).
final class SeriesRegistry: Sendable {
  struct State {
    /// By slot.
    fileprivate(set) var labels: [Labels] = []
    fileprivate(set) var pairs = LabelPairs()
    fileprivate var table = ByteTable()
    fileprivate var persistedCount = 0

    fileprivate func find(_ labels: Labels, _ hash: UInt64) -> Int? {
      table.find(hash) { self.labels[$0].bytes == labels.bytes }
    }

    fileprivate mutating func add(_ labels: Labels, _ hash: UInt64) -> Int {
      let slot = self.labels.count
      self.labels.append(labels)
      let known = self.labels
      table.insert(hash, slot) { SeriesRegistry.hash(known[$0]) }
      pairs.add(labels, slot: UInt32(slot))
      return slot
    }
  }

  let slots: SlotMap
  private let state: ReadWriteLocked<State>
  private let loadedIDs: [UInt64]
  private let seriesLimit: Int

  /// - Parameters:
  ///   - stored: the series of the store, by ascending id.
  ///   - firstNew: the first id that may be given out.
  init(stored: [(id: UInt64, labels: Labels)], firstNew: UInt64, seriesLimit: Int) {
    loadedIDs = stored.map(\.id)
    slots = SlotMap(ids: loadedIDs, firstNew: firstNew)
    self.seriesLimit = seriesLimit
    var state = State()
    state.labels.reserveCapacity(stored.count)
    for (_, labels) in stored { _ = state.add(labels, SeriesRegistry.hash(labels)) }
    state.persistedCount = stored.count
    self.state = ReadWriteLocked(state)
  }

  var count: Int { state.withReadLock { $0.labels.count } }

  func withState<Result>(_ body: (borrowing State) -> Result) -> Result { state.withReadLock(body) }

  /// The id of `labels`, given out now if they are new.
  func id(of labels: Labels) throws(StorageError) -> SeriesID {
    let hash = SeriesRegistry.hash(labels)
    if let slot = state.withReadLock({ $0.find(labels, hash) }) { return id(ofSlot: slot) }
    return try state.withWriteLock { state throws(StorageError) in
      if let slot = state.find(labels, hash) { return id(ofSlot: slot) }
      guard state.labels.count < seriesLimit else { throw limitReached(labels) }
      return id(ofSlot: state.add(labels, hash))
    }
  }

  func labels(of id: SeriesID) -> Labels? {
    guard let slot = slots.slot(of: id) else { return nil }
    return state.withReadLock { slot < $0.labels.count ? $0.labels[slot] : nil }
  }

  func id(ofSlot slot: Int) -> SeriesID {
    SeriesID(slot < loadedIDs.count ? loadedIDs[slot] : slots.firstNew + UInt64(slot - loadedIDs.count))
  }

  /// The id that the next new series is given.
  var nextID: UInt64 { id(ofSlot: max(count, loadedIDs.count)).rawValue }

  /// Series that the store does not know yet; they belong in the next batch.
  func unpersisted() -> [(id: SeriesID, labels: Labels)] {
    state.withReadLock { state in
      (state.persistedCount..<state.labels.count).map { (id(ofSlot: $0), state.labels[$0]) }
    }
  }

  /// Says that the first `count` of ``unpersisted()`` are in the store now.
  func markPersisted(_ count: Int) {
    if count > 0 { state.withWriteLock { $0.persistedCount += count } }
  }

  static func hash(_ labels: Labels) -> UInt64 { labels.bytes.withUnsafeBytes { Hash64.hash($0) } }

  private func limitReached(_ labels: Labels) -> StorageError {
    StorageError(
      .seriesLimit,
      "registering \(labels): \(seriesLimit) series are held already; raise the limit or let fewer series in")
  }
}
