import Storage
import Threads
import TimeSeries

/// All series that are known: labels to id, id to labels, and which series have which label pair.
///
/// Series stand in slots, in order of their ids; a slot keeps its series as long as the process lives. Ids that are new
/// become durable with the record of the next batch (``unlogged()``), and stand in the store itself some time later
/// (``unstored()``).
final class SeriesRegistry: Sendable {
  struct State {
    /// By slot.
    fileprivate(set) var labels: [Labels] = []
    fileprivate(set) var pairs = LabelPairs()
    fileprivate var table = ByteTable()
    fileprivate var loggedCount = 0
    fileprivate var storedCount = 0

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
    state.loggedCount = stored.count
    state.storedCount = stored.count
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

  /// Adds series that the log makes known, in the order in which their ids were given out; those that the store has
  /// already are passed over. `false` if one is missing before them.
  func restore(_ series: NewSeries) -> Bool {
    state.withWriteLock { state in
      for (offset, labels) in series.labels.enumerated() {
        let id = SeriesID(series.first.rawValue + UInt64(offset))
        let next = self.id(ofSlot: state.labels.count)
        if id.rawValue < next.rawValue { continue }
        guard id == next else { return false }
        _ = state.add(labels, SeriesRegistry.hash(labels))
        state.loggedCount += 1
      }
      return true
    }
  }

  /// Series of which no record of the log says what they are; they belong in the next one.
  func unlogged() -> NewSeries { state.withReadLock { new(in: $0, $0.loggedCount..<$0.labels.count) } }

  /// Says that the first `count` of ``unlogged()`` are in the log now.
  func markLogged(_ count: Int) {
    if count > 0 { state.withWriteLock { $0.loggedCount += count } }
  }

  /// Series that stand in the log alone.
  func unstored() -> NewSeries { state.withReadLock { new(in: $0, $0.storedCount..<$0.loggedCount) } }

  /// Says that the first `count` of ``unstored()`` are in the store now.
  func markStored(_ count: Int) {
    if count > 0 { state.withWriteLock { $0.storedCount += count } }
  }

  var unstoredCount: Int { state.withReadLock { $0.loggedCount - $0.storedCount } }

  /// The id after that of the last series that is in the store, or was.
  var nextStoredID: UInt64 { id(ofSlot: state.withReadLock { $0.storedCount }).rawValue }

  private func new(in state: borrowing State, _ slots: Range<Int>) -> NewSeries {
    slots.isEmpty ? .none : NewSeries(first: id(ofSlot: slots.lowerBound), labels: Array(state.labels[slots]))
  }

  static func hash(_ labels: Labels) -> UInt64 { labels.bytes.withUnsafeBytes { Hash64.hash($0) } }

  private func limitReached(_ labels: Labels) -> StorageError {
    StorageError(
      .seriesLimit,
      "registering \(labels): \(seriesLimit) series are held already; raise the limit or let fewer series in")
  }
}
