/// Everything of a cluster that a role needs to be known.
struct KubernetesFollowers: Sendable {
  private let pods: [ResourceFollower<KubernetesPod>]
  private let services: [ResourceFollower<KubernetesService>]
  private let endpoints: [ResourceFollower<KubernetesEndpoints>]
  private let endpointSlices: [ResourceFollower<KubernetesEndpointSlice>]
  private let ingresses: [ResourceFollower<KubernetesIngress>]
  private let nodes: [ResourceFollower<KubernetesNode>]
  private let allNamespaces: [ResourceFollower<KubernetesNamespace>]

  /// - Parameters:
  ///   - namespaces: where to look; `nil` stands for all.
  ///   - onChange: called when something has changed.
  ///   - onProblem: called with a collection's path and what is wrong with it; with nothing when all is well again.
  init(
    _ api: KubernetesAPI, namespaces: [String?], onChange: @escaping @Sendable () -> Void,
    onProblem: @escaping @Sendable (_ path: String, _ problem: String) -> Void
  ) {
    func followers<Object>(_ isNeeded: Bool) -> [ResourceFollower<Object>] {
      guard isNeeded else { return [] }
      let resource = Object.resource
      return (resource.isNamespaced ? namespaces : [nil]).map { namespace in
        ResourceFollower(api, namespace: namespace, onChange: onChange) { onProblem(resource.path(in: namespace), $0) }
      }
    }
    let (role, config) = (api.config.role, api.config)
    let hasEndpoints = role == .endpoints || role == .endpointslice
    pods = followers(role == .pod || hasEndpoints)
    services = followers(role == .service || hasEndpoints)
    endpoints = followers(role == .endpoints)
    endpointSlices = followers(role == .endpointslice)
    ingresses = followers(role == .ingress)
    nodes = followers(role == .node || (config.attachesNode && (role == .pod || hasEndpoints)))
    allNamespaces = followers(config.attachesNamespace && role != .node)
  }

  /// Starts all of them; they end with the group.
  func run(in group: inout TaskGroup<Void>) {
    for follower in pods { group.addTask { await follower.run() } }
    for follower in services { group.addTask { await follower.run() } }
    for follower in endpoints { group.addTask { await follower.run() } }
    for follower in endpointSlices { group.addTask { await follower.run() } }
    for follower in ingresses { group.addTask { await follower.run() } }
    for follower in nodes { group.addTask { await follower.run() } }
    for follower in allNamespaces { group.addTask { await follower.run() } }
  }

  /// Whether each of them knows what is there.
  var areListed: Bool {
    pods.allSatisfy(\.isListed) && services.allSatisfy(\.isListed) && endpoints.allSatisfy(\.isListed)
      && endpointSlices.allSatisfy(\.isListed) && ingresses.allSatisfy(\.isListed) && nodes.allSatisfy(\.isListed)
      && allNamespaces.allSatisfy(\.isListed)
  }

  var view: KubernetesView {
    func merged<Object>(_ followers: [ResourceFollower<Object>]) -> [String: Object] {
      followers.reduce(into: [:]) { all, follower in all.merge(follower.objects) { first, _ in first } }
    }
    return KubernetesView(
      pods: merged(pods), services: merged(services), endpoints: merged(endpoints),
      endpointSlices: merged(endpointSlices), ingresses: merged(ingresses), nodes: merged(nodes),
      namespaces: merged(allNamespaces))
  }
}
