/// What a function of PromQL does. Its arguments' types are in the syntax's table, under the same name.
package struct Function: Sendable {
  package enum Body: Sendable {
    /// Changes the floats of an instant vector one by one; native histograms are left out.
    case float(@Sendable (Double) -> Double)
    /// Changes an instant vector (the first argument; `vector(time())` where it is left out) column by column. The
    /// closure runs once per call and gives what is done to each column.
    case column(@Sendable (FunctionCall) throws -> ColumnKernel)
    /// Makes an instant vector of the range vector among the arguments. The closure runs once per call and gives what
    /// is done with the windows of each series.
    case window(@Sendable (FunctionCall) throws -> WindowKernel)
    /// Makes a scalar.
    case scalar(@Sendable (FunctionCall) async throws -> ScalarColumn)
    /// Makes an instant vector, however it likes.
    case vector(@Sendable (FunctionCall) async throws -> any StepSource)
  }

  package var name: String
  package var body: Body
  /// Whether values mean something else afterwards, so that the metric name has to go.
  package var dropsName: Bool
  /// Whether equal arguments give equal values at every step.
  package var isPure: Bool
  /// What a selector as argument stands for, if not for the values of its samples.
  var readsSamples: InstantSource.Reading?

  /// The function that makes an instant vector of the range vector before this one sees it.
  package var reducesRangeWith: String?

  /// Whether info series stand in place of the second argument, by the times of their samples.
  package var joinsInfo: Bool { name == "info" }

  package init(_ name: String, dropsName: Bool = true, isPure: Bool = true, _ body: Body) {
    self.name = name
    self.body = body
    self.dropsName = dropsName
    self.isPure = isPure
  }
}

/// What is done to the column of one series.
package typealias ColumnKernel = @Sendable (inout StepColumn) throws -> Void

/// What is done with all windows of one series; the column is empty at first.
package typealias WindowKernel = @Sendable (WindowSeries, inout StepColumn) throws -> Void
