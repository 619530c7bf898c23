/// A cluster as it is known at one moment: the objects of each kind by their keys.
struct KubernetesView: Sendable {
  var pods: [String: KubernetesPod] = [:]
  var services: [String: KubernetesService] = [:]
  var endpoints: [String: KubernetesEndpoints] = [:]
  var endpointSlices: [String: KubernetesEndpointSlice] = [:]
  var ingresses: [String: KubernetesIngress] = [:]
  var nodes: [String: KubernetesNode] = [:]
  var namespaces: [String: KubernetesNamespace] = [:]

  /// The targets of a role, by the names of their objects.
  func groups(_ role: KubernetesRole) -> [TargetGroup] {
    switch role {
    case .pod: groups(pods) { podGroups($0) }
    case .service: groups(services) { serviceGroups($0) }
    case .endpoints: groups(endpoints) { endpointsGroups($0) }
    case .endpointslice: groups(endpointSlices) { endpointSliceGroups($0) }
    case .ingress: groups(ingresses) { ingressGroups($0) }
    case .node: groups(nodes) { nodeGroups($0) }
    }
  }

  private func groups<Object>(
    _ objects: [String: Object], _ groups: (Object) -> [TargetGroup]
  ) -> [TargetGroup] {
    objects.sorted { $0.key < $1.key }.flatMap { groups($0.value) }
  }

  /// What is known of an object's namespace.
  func namespaceLabels(_ metadata: KubernetesMetadata) -> KubernetesLabels {
    var labels = KubernetesLabels()
    labels.set("namespace", metadata.namespace)
    if let namespace = namespaces["/\(metadata.namespace ?? "")"] { labels.set("namespace", namespace.metadata) }
    return labels
  }

  /// What is known of the node that something runs on; nothing unless nodes are followed.
  func attachedNodeLabels(_ name: String?) -> KubernetesLabels {
    var labels = KubernetesLabels()
    guard let name, let node = nodes["/\(name)"] else { return labels }
    labels.set("node_name", name)
    labels.set("node_label", node.metadata.labels)
    return labels
  }
}
