internal import CRE2

/// A compiled RE2 expression: the syntax of PromQL and relabelling, matched in time linear in the text.
// @unchecked: RE2 objects are immutable after construction and its matching functions are thread-safe.
package final class RegularExpression: @unchecked Sendable {
  package let pattern: String
  /// How many capturing groups the pattern has, the whole match not counted.
  package let groupCount: Int
  private let handle: OpaquePointer

  /// - Parameters:
  ///   - dotMatchesNewline: as `(?s)` before the pattern.
  ///   - memoryBytesMax: bound on the compiled program and its caches.
  /// - Throws: ``RegularExpressionError`` with RE2's reason, also when the program outgrows its memory.
  package init(
    _ pattern: String, dotMatchesNewline: Bool = false, memoryBytesMax: Int64 = 8 << 20
  ) throws(RegularExpressionError) {
    var text = GroupNames.spelledOut(pattern)
    let handle = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        iap_re2_new($0.baseAddress, $0.count, dotMatchesNewline, memoryBytesMax)
      }
    }
    guard let handle else { throw RegularExpressionError(pattern: pattern, reason: "out of memory") }
    if let reason = iap_re2_error(handle) {
      let error = RegularExpressionError(pattern: pattern, reason: String(cString: reason))
      iap_re2_free(handle)
      throw error
    }
    self.pattern = pattern
    self.handle = handle
    groupCount = Int(iap_re2_group_count(handle))
  }

  deinit { iap_re2_free(handle) }

  /// The number of the group called `name`, if there is one.
  package func groupNumber(named name: String) -> Int? {
    var text = name
    let number = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { iap_re2_group_number(handle, $0.baseAddress, $0.count) }
    }
    return number < 0 ? nil : Int(number)
  }

  /// Whether the whole of `text` matches.
  package func matchesWhole(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matchesWhole($0) }
  }

  /// Whether all of the bytes match, read as UTF-8.
  package func matchesWhole(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withMemoryRebound(to: CChar.self) { iap_re2_full_match(handle, $0.baseAddress, $0.count) }
  }

  /// The byte range of the whole match and of each group, if all of `text` matches; `nil` for a group not taken.
  package func groupsOfWhole(_ text: String) -> [Range<Int>?]? {
    withRanges(text) { bytes, ranges in
      iap_re2_full_match_groups(handle, bytes.baseAddress, bytes.count, ranges, CInt(groupCount + 1))
    }
  }

  /// The leftmost match at or after byte `start`, and its groups.
  package func groupsOfFirst(in text: String, from start: Int) -> [Range<Int>?]? {
    withRanges(text) { bytes, ranges in
      iap_re2_find(handle, bytes.baseAddress, bytes.count, start, ranges, CInt(groupCount + 1))
    }
  }

  private func withRanges(
    _ text: String, _ match: (UnsafeBufferPointer<CChar>, UnsafeMutablePointer<Int64>) -> Bool
  ) -> [Range<Int>?]? {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * (groupCount + 1)) { ranges -> [Range<Int>?]? in
          guard let base = ranges.baseAddress, match(characters, base) else { return nil }
          return (0...groupCount).map { group in
            base[2 * group] < 0 ? nil : Int(base[2 * group])..<Int(base[2 * group + 1])
          }
        }
      }
    }
  }
}
