extension KubernetesView {
  /// Addresses in order of preference.
  private static let addressTypes = [
    "InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname",
  ]

  /// The node's kubelet; nothing if no address of the node is known.
  func nodeGroups(_ node: KubernetesNode) -> [TargetGroup] {
    let name = node.metadata.name ?? ""
    var labels = KubernetesLabels()
    labels.set("node_name", name)
    labels.set("node_provider_id", node.spec?.providerID)
    labels.set("node", node.metadata)
    labels.set(plain: "instance", name)
    let addresses = Dictionary((node.status?.addresses ?? []).map { ($0.type, $0.address) }) { first, _ in first }
    for (type, address) in addresses { labels.set("node_address_\(KubernetesLabels.sanitized(type))", address) }
    guard let host = KubernetesView.addressTypes.lazy.compactMap({ addresses[$0] }).first else { return [] }
    let port = node.status?.daemonEndpoints?.kubeletEndpoint?.port ?? 0
    return [labels.group(KubernetesLabels.address(host, port), source: "node/\(name)")]
  }
}
