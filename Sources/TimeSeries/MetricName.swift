/// Names of metrics that mean something to several rooms.
package enum MetricName {
  /// How complete a recording rule's output is, at the output's own timestamps: clusters that contributed ÷ clusters
  /// expected. Its label `rule` is the name of the output.
  package static let coverageRatio = "iapetus:coverage_ratio"
}
