package import TimeSeries

/// What one series is worth at each step of a grid.
///
/// Floats lie densely in `values`, and `presence` says which of them exist; the others hold anything. Native histograms
/// have a column of their own, which is empty as long as there are none: where it holds one, the step's sample is that
/// histogram, and its row of `values` means nothing.
package struct StepColumn: Sendable {
  package var values: [Double]
  package var presence: StepBitmap
  /// Empty, or one entry a step.
  package var histograms: [FloatHistogram?] = []

  package init(count: Int) {
    values = Array(repeating: 0, count: count)
    presence = StepBitmap(count: count)
  }

  /// The same float at every step.
  package init(repeating value: Double, count: Int) {
    values = Array(repeating: value, count: count)
    presence = StepBitmap(full: count)
  }

  package var count: Int { values.count }

  package var hasHistograms: Bool { !histograms.isEmpty }

  /// Whether any step has a float.
  var hasFloats: Bool {
    guard hasHistograms else { return !presence.isEmpty }
    return (0..<count).contains { presence[$0] && histograms[$0] == nil }
  }

  @inline(__always)
  package func histogram(at step: Int) -> FloatHistogram? { histograms.isEmpty ? nil : histograms[step] }

  @inline(__always)
  package mutating func set(_ step: Int, _ value: Double) {
    values[step] = value
    presence.insert(step)
    if !histograms.isEmpty { histograms[step] = nil }
  }

  package mutating func set(_ step: Int, _ histogram: FloatHistogram) {
    if histograms.isEmpty { histograms = Array(repeating: nil, count: count) }
    histograms[step] = histogram
    values[step] = 0
    presence.insert(step)
  }

  /// Gives every step the float that `value` says, or none. Histograms must be gone.
  @inline(__always)
  package mutating func fill(_ value: (_ step: Int) throws -> Double?) rethrows {
    // Out of `self`, so that it can change while the values are borrowed.
    var presence = StepBitmap(count: 0)
    swap(&presence, &self.presence)
    defer { swap(&presence, &self.presence) }
    try values.withUnsafeMutableBufferPointer { values in
      try presence.fill { step in
        guard let float = try value(step) else { return false }
        values[step] = float
        return true
      }
    }
  }

  /// Forgets all samples and keeps the memory.
  package mutating func clear() {
    presence.clear()
    if !histograms.isEmpty { histograms = [] }
  }

  /// Takes out every native histogram. Returns whether there was one.
  @discardableResult
  package mutating func removeHistograms() -> Bool {
    guard !histograms.isEmpty else { return false }
    var found = false
    for step in 0..<count where histograms[step] != nil {
      presence[step] = false
      found = true
    }
    histograms = []
    return found
  }

  /// Replaces every float, also those that are not there: cheaper than asking.
  @inline(__always)
  package mutating func mapFloats(_ transform: (Double) -> Double) {
    values.withUnsafeMutableBufferPointer { values in
      for step in values.indices { values[step] = transform(values[step]) }
    }
  }

  /// Replaces every float by what it and its step become.
  @inline(__always)
  package mutating func mapFloats(_ transform: (Int, Double) -> Double) {
    values.withUnsafeMutableBufferPointer { values in
      for step in values.indices { values[step] = transform(step, values[step]) }
    }
  }

  /// Takes the samples of `other` where there are none yet. The steps of the two must not meet.
  package mutating func merge(_ other: StepColumn) {
    other.presence.forEach { step in
      if let histogram = other.histogram(at: step) {
        set(step, histogram)
      } else {
        set(step, other.values[step])
      }
    }
  }

  @inline(__always)
  func hasFloat(at step: Int) -> Bool { presence[step] && (histograms.isEmpty || histograms[step] == nil) }
}
