import Storage
import TimeSeries

/// What is durable of healing. `GapRecordFormat.md` draws the bytes.
enum GapRecord: Equatable {
  /// A cluster's mark and gaps.
  case cluster(String, GapWatch.Mark?, [Gap])
  /// The range of which samples have been healed, and that rules have not been told of.
  case unevaluated(ClosedRange<Timestamp>)

  private static let version: UInt8 = 1
  private static let clusterKind: UInt8 = 1
  private static let unevaluatedKind: UInt8 = 2

  var change: RecordChange {
    var numbers: [Timestamp]
    var key: [UInt8]
    switch self {
    case .cluster(let name, let mark, let gaps):
      key = [Self.clusterKind] + Array(name.utf8)
      numbers = [mark?.tick ?? .min, mark?.newest ?? .min]
      for gap in gaps { numbers += [gap.from, gap.until, gap.healedThrough, gap.noticedAt] }
    case .unevaluated(let range):
      key = [Self.unevaluatedKind]
      numbers = [range.lowerBound, range.upperBound]
    }
    let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * $0)) } }
    return RecordChange(space: .healing, key: key, value: [Self.version] + bytes)
  }

  var deletion: RecordChange {
    var change = change
    change.value = nil
    return change
  }

  /// `nil` for bytes that are no such record.
  init?(_ record: RecordChange) {
    guard let value = record.value, value.first == Self.version, value.count % 8 == 1, let kind = record.key.first
    else {
      return nil
    }
    let numbers = stride(from: 1, to: value.count, by: 8).map { start in
      value[start..<start + 8].reduce(Timestamp(0)) { $0 << 8 | Timestamp($1) }
    }
    switch kind {
    case Self.unevaluatedKind where numbers.count == 2 && numbers[0] <= numbers[1]:
      self = .unevaluated(numbers[0]...numbers[1])
    case Self.clusterKind where numbers.count >= 2 && numbers.count % 4 == 2:
      let mark = numbers[0] == .min ? nil : GapWatch.Mark(tick: numbers[0], newest: numbers[1])
      self = .cluster(String(decoding: record.key.dropFirst(), as: UTF8.self), mark, Self.gaps(numbers.dropFirst(2)))
    default: return nil
    }
  }

  private static func gaps(_ numbers: ArraySlice<Timestamp>) -> [Gap] {
    stride(from: numbers.startIndex, to: numbers.endIndex, by: 4).compactMap { start in
      guard numbers[start] < numbers[start + 1] else { return nil }
      var gap = Gap(from: numbers[start], until: numbers[start + 1], noticedAt: numbers[start + 3])
      gap.healedThrough = max(gap.from, numbers[start + 2])
      return gap
    }
  }
}
