/// What becomes a target: Prometheus's words.
package enum KubernetesRole: String, Sendable, CaseIterable {
  case pod, service, endpoints, endpointslice, node, ingress

  /// The roles whose objects a selector can narrow down.
  package var selectable: [KubernetesRole] {
    switch self {
    case .endpoints, .endpointslice: [.pod, .service, self]
    case .pod, .service, .node, .ingress: [self]
    }
  }
}
