/// The number under which storage knows a series; never reused.
package struct SeriesID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt64

  @inline(__always)
  package init(_ rawValue: UInt64) { self.rawValue = rawValue }

  @inline(__always)
  package static func < (left: SeriesID, right: SeriesID) -> Bool { left.rawValue < right.rawValue }

  package var description: String { "series \(rawValue)" }
}
