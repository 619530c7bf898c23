extension KubernetesView {
  /// One target for each path of each rule, for probes.
  func ingressGroups(_ ingress: KubernetesIngress) -> [TargetGroup] {
    var common = namespaceLabels(ingress.metadata)
    common.set("ingress_name", ingress.metadata.name)
    common.set("ingress_class_name", ingress.spec?.ingressClassName)
    common.set("ingress", ingress.metadata)
    return (ingress.spec?.rules ?? []).flatMap { rule in
      let paths = rule.http?.paths?.map { $0.path ?? "" } ?? [""]
      return paths.map { path in
        var labels = common
        let host = rule.host ?? ""
        labels.set("ingress_scheme", ingress.isEncrypted(host) ? "https" : "http")
        labels.set("ingress_host", host)
        labels.set("ingress_path", path.isEmpty ? "/" : path)
        return labels.group(host, source: "ingress/\(ingress.metadata.key)")
      }
    }
  }
}

extension KubernetesIngress {
  fileprivate func isEncrypted(_ host: String) -> Bool {
    (spec?.tls ?? []).flatMap { $0.hosts ?? [] }.contains { KubernetesIngress.isCovered(host, by: $0) }
  }

  /// Whether `pattern` is `host`, or has `*` in place of its first part.
  private static func isCovered(_ host: String, by pattern: String) -> Bool {
    if pattern == host { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let wanted = pattern.split(separator: ".", omittingEmptySubsequences: false)
    return wanted.first == "*" && wanted.count == parts.count && wanted.dropFirst().elementsEqual(parts.dropFirst())
  }
}
