/// What this program calls itself.
package enum Version {
  package static let number = "0.1.0"
  /// The Prometheus whose HTTP API and PromQL this is; clients such as Grafana choose their requests by it.
  package static let prometheus = "3.14.0"
}
