extension KubernetesView {
  /// One target for each port of each address, and one for each port of a pod behind them that no service names.
  func endpointsGroups(_ endpoints: KubernetesEndpoints) -> [TargetGroup] {
    let metadata = endpoints.metadata
    var common = namespaceLabels(metadata)
    common.merge(serviceLabels(services[metadata.key]))
    common.set("endpoints_name", metadata.name)
    common.set("endpoints", metadata)
    var targets = EndpointTargets(self, common, source: "endpoints/\(metadata.key)")
    for subset in endpoints.subsets ?? [] {
      for port in subset.ports ?? [] {
        for address in subset.addresses ?? [] { targets.add(address, port, isReady: true) }
        for address in subset.notReadyAddresses ?? [] { targets.add(address, port, isReady: false) }
      }
    }
    return targets.all
  }

  /// As of ``endpointsGroups(_:)``.
  func endpointSliceGroups(_ slice: KubernetesEndpointSlice) -> [TargetGroup] {
    let metadata = slice.metadata
    var common = namespaceLabels(metadata)
    common.set("endpointslice_address_type", slice.addressType)
    common.set("endpointslice_name", metadata.name)
    common.set("endpointslice", metadata)
    if let service = metadata.labels?[KubernetesEndpointSlice.serviceNameLabel] {
      common.merge(serviceLabels(services["\(metadata.namespace ?? "")/\(service)"]))
    }
    var targets = EndpointTargets(self, common, source: "endpointslice/\(metadata.key)")
    for endpoint in slice.endpoints ?? [] {
      for port in slice.ports ?? [] {
        for address in endpoint.addresses ?? [] { targets.add(address, endpoint, port) }
      }
    }
    return targets.all
  }
}

extension EndpointTargets {
  fileprivate mutating func add(
    _ address: KubernetesEndpoints.Address, _ port: KubernetesEndpoints.Port, isReady: Bool
  ) {
    var labels = KubernetesLabels()
    labels.set("endpoint_port_name", port.name)
    labels.set("endpoint_port_protocol", port.protocol)
    labels.set("endpoint_ready", isReady)
    labels.set("endpoint_address_target_kind", address.targetRef?.kind)
    labels.set("endpoint_address_target_name", address.targetRef?.name)
    labels.set("endpoint_node_name", address.nodeName)
    labels.set("endpoint_hostname", address.hostname)
    add(address.ip, port.port, labels, node: address.nodeName, target: address.targetRef)
  }

  fileprivate mutating func add(
    _ address: String, _ endpoint: KubernetesEndpointSlice.Endpoint, _ port: KubernetesEndpointSlice.Port
  ) {
    var labels = KubernetesLabels()
    labels.set("endpointslice_port_name", port.name)
    labels.set("endpointslice_port_protocol", port.protocol)
    labels.set("endpointslice_port", port.port)
    labels.set("endpointslice_port_app_protocol", port.appProtocol)
    labels.set("endpointslice_endpoint_conditions_ready", endpoint.conditions?.ready)
    labels.set("endpointslice_endpoint_conditions_serving", endpoint.conditions?.serving)
    labels.set("endpointslice_endpoint_conditions_terminating", endpoint.conditions?.terminating)
    labels.set("endpointslice_endpoint_hostname", endpoint.hostname)
    labels.set("endpointslice_endpoint_node_name", endpoint.nodeName)
    labels.set("endpointslice_endpoint_zone", endpoint.zone)
    labels.set("endpointslice_address_target_kind", endpoint.targetRef?.kind)
    labels.set("endpointslice_address_target_name", endpoint.targetRef?.name)
    for (key, value) in endpoint.deprecatedTopology ?? [:] {
      let key = KubernetesLabels.sanitized(key)
      labels.set("endpointslice_endpoint_topology_\(key)", value)
      labels.set("endpointslice_endpoint_topology_present_\(key)", "true")
    }
    let isNode = endpoint.targetRef?.kind == "Node"
    add(
      address, port.port, labels, node: isNode ? endpoint.targetRef?.name : endpoint.nodeName,
      target: endpoint.targetRef)
  }
}
