extension KubernetesView {
  /// One target for each port of each container; a container without ports is one target without a port.
  func podGroups(_ pod: KubernetesPod) -> [TargetGroup] {
    // It has none while it starts, and after it was evicted.
    guard let address = pod.status?.podIP, !address.isEmpty else { return [] }
    var common = podLabels(pod)
    common.merge(namespaceLabels(pod.metadata))
    common.merge(attachedNodeLabels(pod.spec?.nodeName))
    let source = "pod/\(pod.metadata.key)"
    return pod.containers.flatMap { container, isInit in
      let ports: [KubernetesPod.Port?] = container.ports.flatMap { $0.isEmpty ? nil : $0 } ?? [nil]
      return ports.map { port in
        var labels = common
        labels.merge(containerLabels(container, port, isInit: isInit))
        labels.set("pod_container_id", pod.containerID(container, isInit: isInit))
        return labels.group(KubernetesLabels.address(address, port?.containerPort), source: source)
      }
    }
  }

  /// What every target of a pod has.
  func podLabels(_ pod: KubernetesPod) -> KubernetesLabels {
    var labels = KubernetesLabels()
    labels.set("pod_name", pod.metadata.name)
    labels.set("pod_ip", pod.status?.podIP)
    labels.set("pod_ready", pod.readiness)
    labels.set("pod_phase", pod.status?.phase)
    labels.set("pod_node_name", pod.spec?.nodeName)
    labels.set("pod_host_ip", pod.status?.hostIP)
    labels.set("pod_uid", pod.metadata.uid)
    labels.set("pod_controller_kind", pod.metadata.controller?.kind)
    labels.set("pod_controller_name", pod.metadata.controller?.name)
    labels.set("pod", pod.metadata)
    return labels
  }

  func containerLabels(
    _ container: KubernetesPod.Container, _ port: KubernetesPod.Port?, isInit: Bool
  ) -> KubernetesLabels {
    var labels = KubernetesLabels()
    labels.set("pod_container_name", container.name)
    labels.set("pod_container_image", container.image)
    labels.set("pod_container_init", isInit)
    labels.set("pod_container_port_name", port?.name)
    labels.set("pod_container_port_number", port?.containerPort)
    labels.set("pod_container_port_protocol", port?.protocol)
    return labels
  }
}

extension KubernetesPod {
  fileprivate var readiness: String {
    (status?.conditions?.first { $0.type == "Ready" }?.status ?? "unknown").lowercased()
  }

  fileprivate func containerID(_ container: Container, isInit: Bool) -> String? {
    (isInit ? status?.initContainerStatuses : status?.containerStatuses)?.first { $0.name == container.name }?
      .containerID
  }
}
