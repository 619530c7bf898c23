package import TimeSeries

/// What is known of a series of a result before any of its samples.
package struct SeriesShape: Sendable {
  /// With the metric name even where ``dropsName`` is set, so that `label_replace` and `by (__name__)` still see it.
  package var labels: Labels
  /// Whether the metric name (with type and unit) must be gone from the answer: set by whatever changes the meaning of the values.
  package var dropsName: Bool

  package init(_ labels: Labels, dropsName: Bool = false) {
    self.labels = labels
    self.dropsName = dropsName
  }

  /// The labels that say what a series measures and in which unit; gone when values mean something else.
  package static let meaningLabels = [LabelName.metricName, "__type__", "__unit__"]

  /// The labels that the answer shows.
  package var visibleLabels: Labels {
    dropsName ? LabelProjection(removing: SeriesShape.meaningLabels)(labels) : labels
  }
}
