package import Exposition

/// What a child says a metric is.
package struct MetricMetadata: Hashable, Sendable {
  package var name: String
  package var type: MetricType
  package var help: String
  package var unit: String

  package init(name: String, type: MetricType, help: String = "", unit: String = "") {
    self.name = name
    self.type = type
    self.help = help
    self.unit = unit
  }
}
