import Glibc
import TimeSeries

/// The distinct label pairs of all series, numbered in order of appearance, and which series have each.
///
/// A pair's bytes are those of the packed form of ``Labels``: `length name length value`.
struct LabelPairs: Sendable {
  /// What is known of one label name.
  struct Name: Sendable {
    var text: String
    /// The numbers of its pairs.
    var pairs: [UInt32] = []
    /// Bytes of its values over all pairs.
    var valueByteCount = 0
  }

  private var arena: [UInt8] = []
  /// Where each pair's bytes begin; one more at the end.
  private var starts: [Int] = [0]
  private var table = ByteTable()
  /// By pair: the slots of the series that have it, ascending.
  private(set) var postings: [[UInt32]] = []
  private(set) var names: [Name] = []
  /// By bytes: Strings are equal up to Unicode normalisation, names are not.
  private var nameNumbers: [[UInt8]: Int] = [:]

  var count: Int { postings.count }

  /// Enters a series. Slots must be entered in ascending order.
  mutating func add(_ labels: Labels, slot: UInt32) {
    labels.forEachBytes { name, value in
      let pair = number(name, value)
      postings[pair].append(slot)
    }
  }

  /// The series that have the pair; none if it is unknown.
  func slots(name: String, value: String) -> [UInt32] {
    let packed = Labels([Label(name: name, value: value)]).bytes
    return packed.withUnsafeBytes { find($0, Hash64.hash($0)) }.map { postings[$0] } ?? []
  }

  func name(_ text: String) -> Name? { nameNumbers[Array(text.utf8)].map { names[$0] } }

  /// Calls `body` with the UTF-8 of the value of a pair.
  @inline(__always)
  func withValue<Result>(of pair: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    arena.withUnsafeBytes { arena in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: arena[starts[Int(pair)]..<starts[Int(pair) + 1]]))
      guard let nameCount = reader.count(), reader.take(nameCount) != nil, reader.count() != nil else {
        preconditionFailure("pair \(pair) is not packed")
      }
      return body(reader.takeRest())
    }
  }

  func value(of pair: UInt32) -> String { withValue(of: pair) { String(decoding: $0, as: UTF8.self) } }

  private mutating func number(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Int {
    let bytes = LabelPairs.packed(name, value)
    let hash = Hash64.hash(bytes)
    return find(bytes, hash) ?? add(bytes, hash, name, value)
  }

  /// The bytes of a pair where they stand in its labels: from the length of the name to the end of the value.
  @inline(__always)
  private static func packed(
    _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
  ) -> UnsafeRawBufferPointer {
    guard let nameStart = name.baseAddress, let valueStart = value.baseAddress else {
      preconditionFailure("a label without name or value")
    }
    var lengthBytes = 1
    while name.count >> (7 * lengthBytes) > 0 { lengthBytes += 1 }
    return UnsafeRawBufferPointer(
      start: nameStart - lengthBytes, count: valueStart - nameStart + lengthBytes + value.count)
  }

  @inline(__always)
  private func find(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
    arena.withUnsafeBytes { arena in
      table.find(hash) { pair in
        let start = starts[pair]
        guard starts[pair + 1] - start == bytes.count, let known = arena.baseAddress, let wanted = bytes.baseAddress
        else { return false }
        return memcmp(known + start, wanted, bytes.count) == 0
      }
    }
  }

  private mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ hash: UInt64, _ name: UnsafeBufferPointer<UInt8>,
    _ value: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let pair = postings.count
    arena.append(contentsOf: bytes)
    starts.append(arena.count)
    postings.append([])
    let (arena, starts) = (arena, starts)
    table.insert(hash, pair) { known in
      arena.withUnsafeBytes { Hash64.hash(UnsafeRawBufferPointer(rebasing: $0[starts[known]..<starts[known + 1]])) }
    }
    let number = nameNumber(String(decoding: name, as: UTF8.self))
    names[number].pairs.append(UInt32(pair))
    names[number].valueByteCount += value.count
    return pair
  }

  private mutating func nameNumber(_ text: String) -> Int {
    let key = Array(text.utf8)
    if let known = nameNumbers[key] { return known }
    nameNumbers[key] = names.count
    names.append(Name(text: text))
    return names.count - 1
  }
}
