import Glibc
import TimeSeries

/// The cluster of a series, and where in its packed labels it stands.
struct ClusterRun {
  /// Empty for a series without a cluster.
  private(set) var value: [UInt8] = []
  /// The pair of name and value, packed, and where it begins; empty where there is none to be compared.
  private var pair: [UInt8] = []
  private var start = 0

  private static let name = Array(LabelName.cluster.utf8)

  init() {}

  init(_ labels: Labels) {
    labels.bytes.withUnsafeBufferPointer { bytes in
      labels.forEachBytes { name, value in
        guard name.elementsEqual(ClusterRun.name), let base = bytes.baseAddress, let nameBase = name.baseAddress,
          let valueBase = value.baseAddress
        else { return }
        self.value = Array(value)
        // From the length of the name, a byte, to the end of the value.
        start = nameBase - base - 1
        pair = Array(bytes[start..<valueBase - base + value.count])
      }
    }
  }

  /// Whether `labels` have the same bytes at the same place, and so the same cluster.
  @inline(__always)
  func goesOn(_ labels: Labels) -> Bool {
    guard !pair.isEmpty, labels.bytes.count >= start + pair.count else { return false }
    return labels.bytes.withUnsafeBufferPointer { bytes in
      pair.withUnsafeBufferPointer { pair in
        guard let left = bytes.baseAddress, let right = pair.baseAddress else { return false }
        return memcmp(left + start, right, pair.count) == 0
      }
    }
  }
}
