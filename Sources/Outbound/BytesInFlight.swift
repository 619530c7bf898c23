import Threads

/// The bodies of all requests of a client together: what they hold, and a bound on it.
///
/// A small body always has room, so that large ones crowd each other out and nobody else.
final class BytesInFlight: Sendable {
  private let held = Locked(0)
  let countMax: Int
  /// A body of up to so many bytes has room, whatever the others hold.
  let guaranteed: Int

  init(countMax: Int, guaranteed: Int) {
    self.countMax = countMax
    self.guaranteed = guaranteed
  }

  var count: Int { held.withLock { $0 } }

  /// Takes room for `more` bytes of a body that has `count`; `false` if there is none.
  func take(_ more: Int, behind count: Int) -> Bool {
    held.withLock { held in
      guard count + more <= guaranteed || held + more <= countMax else { return false }
      held += more
      return true
    }
  }

  /// Takes room for a body of unknown size, of `most` bytes at most: half of what is left, so that another one has some.
  func takeRoom(most: Int) -> Int {
    held.withLock { held in
      let room = min(most, max(guaranteed, (countMax - held) / 2))
      held += room
      return room
    }
  }

  /// Why a body has no room.
  var words: String {
    "the bodies of all requests hold \(count) of \(countMax) bytes together, which leaves no room for one of more than "
      + "\(guaranteed) bytes; --scrape.max-bytes-in-flight allows more"
  }

  func give(_ count: Int) {
    if count > 0 { held.withLock { $0 -= count } }
  }
}
