package import Outbound
package import TimeSeries

/// One entry of `kubernetes_sd_configs`: objects of a Kubernetes cluster that are targets.
package struct KubernetesDiscoveryConfig: Sendable, Equatable {
  /// Which objects of one kind count: label and field selectors as the API takes them; empty for all.
  package struct Selector: Sendable, Equatable {
    package var label: String
    package var field: String

    package init(label: String = "", field: String = "") {
      self.label = label
      self.field = field
    }
  }

  package var role: KubernetesRole
  /// `https://host:port`; `nil` for the cluster that iapetus itself runs in, by its service account.
  package var apiServer: String?
  /// Credentials, encryption, proxy; meant for ``apiServer`` only.
  package var http = HTTPOptions()
  package var headers: [HTTPHeader] = []
  /// Empty for all.
  package var namespaces: [String] = []
  /// Whether the namespace that iapetus runs in is one of them.
  package var ownNamespace = false
  package var selectors: [KubernetesRole: Selector] = [:]
  /// Whether targets get the labels of the node that they run on, and of their namespace.
  package var attachesNode = false
  package var attachesNamespace = false
  /// For how long targets stay when suddenly there are none.
  package var emptyGrace = EmptyGrace.standard
  package var limits = KubernetesLimits()

  package init(role: KubernetesRole) { self.role = role }
}
