/// `min` and `max`: NaN only where there is nothing else.
protocol ExtremeAccumulator: ColumnAccumulator {
  var best: StepColumn { get set }
  static func isBeaten(_ best: Double, by value: Double) -> Bool
}

extension ExtremeAccumulator {
  @inline(__always)
  mutating func addExtremes(_ column: borrowing StepColumn) {
    best.values.withUnsafeMutableBufferPointer { best in
      column.forEachRun { run, values in
        for step in run {
          let replaces = Self.isBeaten(best[step], by: values[step]) || best[step].isNaN
          best[step] = replaces ? values[step] : best[step]
        }
      }
    }
    best.presence.formUnion(column.presence)
  }
}
