/// The targets behind one service, as they are collected from its endpoints.
struct EndpointTargets {
  private let view: KubernetesView
  private let common: KubernetesLabels
  private let source: String
  private var groups: [TargetGroup] = []
  /// The ports that the service names, of each pod behind it; in the order in which the pods were met.
  private var seenPods: [(key: String, ports: Set<Int>)] = []

  /// - Parameter common: what all of them have.
  init(_ view: KubernetesView, _ common: KubernetesLabels, source: String) {
    self.view = view
    self.common = common
    self.source = source
  }

  mutating func add(
    _ address: String, _ port: Int?, _ own: KubernetesLabels, node: String?, target: KubernetesReference?
  ) {
    var labels = common
    labels.merge(own)
    labels.merge(view.attachedNodeLabels(node))
    if let target, target.kind == "Pod", let pod = view.pods[target.key] {
      note(target.key, port)
      labels.merge(view.podLabels(pod))
      if let found = pod.ports.first(where: { $0.port.containerPort == port }) {
        labels.merge(view.containerLabels(found.container, found.port, isInit: found.isInit))
      }
    }
    groups.append(labels.group(KubernetesLabels.address(address, port), source: source))
  }

  /// All that were added, and then the ports of their pods that were not.
  var all: [TargetGroup] {
    groups + seenPods.flatMap { key, ports in view.pods[key].map { rest(of: $0, besides: ports) } ?? [] }
  }

  private mutating func note(_ key: String, _ port: Int?) {
    let index = seenPods.firstIndex { $0.key == key } ?? seenPods.endIndex
    if index == seenPods.endIndex { seenPods.append((key, [])) }
    if let port { seenPods[index].ports.insert(port) }
  }

  private func rest(of pod: KubernetesPod, besides seen: Set<Int>) -> [TargetGroup] {
    guard let address = pod.status?.podIP, !address.isEmpty else { return [] }
    return pod.ports.filter { !seen.contains($0.port.containerPort) }.map { container, port, isInit in
      var labels = common
      labels.merge(view.containerLabels(container, port, isInit: isInit))
      labels.merge(view.podLabels(pod))
      labels.merge(view.attachedNodeLabels(pod.spec?.nodeName))
      return labels.group(KubernetesLabels.address(address, port.containerPort), source: source)
    }
  }
}

extension KubernetesPod {
  fileprivate var ports: [(container: Container, port: Port, isInit: Bool)] {
    containers.flatMap { container, isInit in (container.ports ?? []).map { (container, $0, isInit) } }
  }
}
