import TimeSeries

/// The samples of an extended window by themselves: one at each of its edges, and those between. `anchored` takes the
/// values at the edges from the samples before them, `smoothed` from the straight line between the samples around them.
struct EdgeSamples {
  let edge: RangeEdge
  let start: Timestamp
  let end: Timestamp

  /// - Parameter samples: of floats, as far as the window looks. Without native histograms, which have no such samples.
  func of(_ samples: SampleColumns) throws -> SampleColumns {
    guard samples.histograms.isEmpty else {
      throw QueryError(.execution, "\(edge.rawValue) modifier is not supported with histograms")
    }
    let (times, values) = (samples.timestamps, samples.values)
    guard var last = times.indices.last else { return SampleColumns() }
    let first = max(0, (times[..<last].firstIndex { $0 > start } ?? last) - 1)
    if edge == .smoothed { last = times[..<last].firstIndex { $0 >= end } ?? last }
    guard times[last] > start else { return SampleColumns() }
    func between(_ row: Int, _ time: Timestamp) -> Double {
      let part = Double(time - times[row]) / Double(times[row + 1] - times[row])
      return values[row] + (values[row + 1] - values[row]) * part
    }
    let isSmoothed = edge == .smoothed
    var result = SampleColumns()
    result.append(start, isSmoothed && times[first] < start ? between(first, start) : values[first])
    for row in first...last where times[row] > start && times[row] < end { result.append(times[row], values[row]) }
    result.append(end, isSmoothed && last > 0 && times[last] > end ? between(last - 1, end) : values[last])
    return result
  }
}
