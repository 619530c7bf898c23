import TimeSeries

extension StepColumn {
  func samples(_ grid: StepGrid) -> SampleColumns {
    if !hasHistograms, presence.isFull {
      return SampleColumns(timestamps: (0..<grid.count).map { grid[$0] }, values: values)
    }
    var samples = SampleColumns()
    samples.timestamps.reserveCapacity(presence.population)
    samples.values.reserveCapacity(presence.population)
    appendSamples(to: &samples, grid)
    return samples
  }

  /// The steps that have a sample, with their times.
  func appendSamples(to samples: inout SampleColumns, _ grid: StepGrid) {
    presence.forEach { step in
      if let histogram = histogram(at: step) {
        samples.append(grid[step], histogram)
      } else {
        samples.append(grid[step], values[step])
      }
    }
  }
}
