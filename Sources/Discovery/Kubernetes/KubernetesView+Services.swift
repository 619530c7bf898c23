extension KubernetesView {
  /// One target for each port, at the service's name within the cluster.
  func serviceGroups(_ service: KubernetesService) -> [TargetGroup] {
    let (spec, metadata) = (service.spec, service.metadata)
    var common = serviceLabels(service)
    common.merge(namespaceLabels(metadata))
    common.set("service_type", spec?.type)
    common.set("service_cluster_ip", spec?.type == "ExternalName" ? nil : spec?.clusterIP)
    common.set("service_external_name", spec?.type == "ExternalName" ? spec?.externalName : nil)
    common.set("service_loadbalancer_ip", spec?.type == "LoadBalancer" ? spec?.loadBalancerIP : nil)
    let host = "\(metadata.name ?? "").\(metadata.namespace ?? "").svc"
    return (spec?.ports ?? []).map { port in
      var labels = common
      labels.set("service_port_name", port.name)
      labels.set("service_port_number", port.port)
      labels.set("service_port_protocol", port.protocol)
      return labels.group(KubernetesLabels.address(host, port.port), source: "svc/\(metadata.key)")
    }
  }

  /// What every target of a service has, also one that is found through its endpoints.
  func serviceLabels(_ service: KubernetesService?) -> KubernetesLabels {
    var labels = KubernetesLabels()
    guard let service else { return labels }
    labels.set("service_name", service.metadata.name)
    labels.set("service", service.metadata)
    return labels
  }
}
