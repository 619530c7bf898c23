import FoundationEssentials
import Outbound
import Testing
import TimeSeries

@testable import Discovery

struct KubernetesViewTests {
  private typealias Targets = [String: [String: String]]

  private func object<Object: KubernetesObject>(_ text: String) throws -> (String, Object) {
    let object = try JSONDecoder().decode(Object.self, from: Data(text.utf8))
    return (object.metadata.key, object)
  }

  /// Kubernetes's labels by address, without what all their names begin with; other labels keep their names.
  private func targets(_ groups: [TargetGroup]) -> Targets {
    var targets: Targets = [:]
    for group in groups {
      let labels = group.labels.map { label in
        let prefix = "__meta_kubernetes_"
        return (label.name.hasPrefix(prefix) ? String(label.name.dropFirst(prefix.count)) : label.name, label.value)
      }
      #expect(targets.updateValue(Dictionary(uniqueKeysWithValues: labels), forKey: group.targets[0]) == nil)
    }
    return targets
  }

  private static let pod = """
    {"metadata": {"name": "p", "namespace": "n", "uid": "u-1", "labels": {"app.io/name": "x"}, "annotations": {"a": "b"},
      "ownerReferences": [{"kind": "Other", "name": "o"}, {"kind": "ReplicaSet", "name": "rs", "controller": true}]},
     "spec": {"nodeName": "node-1",
      "containers": [
       {"name": "main", "image": "prom:v3",
        "ports": [{"name": "web", "containerPort": 9090, "protocol": "TCP"}, {"containerPort": 81}]},
       {"name": "side", "image": "side:v1"}],
      "initContainers": [{"name": "first", "image": "i", "ports": [{"containerPort": 7}]}]},
     "status": {"phase": "Running", "podIP": "10.0.0.1", "hostIP": "10.9.9.9",
      "conditions": [{"type": "Initialized", "status": "False"}, {"type": "Ready", "status": "True"}],
      "containerStatuses": [{"name": "main", "containerID": "cri://main"}]}}
    """

  private static let podLabels = [
    "namespace": "n", "pod_name": "p", "pod_ip": "10.0.0.1", "pod_ready": "true", "pod_phase": "Running",
    "pod_node_name": "node-1", "pod_host_ip": "10.9.9.9", "pod_uid": "u-1", "pod_controller_kind": "ReplicaSet",
    "pod_controller_name": "rs", "pod_label_app_io_name": "x", "pod_labelpresent_app_io_name": "true",
    "pod_annotation_a": "b", "pod_annotationpresent_a": "true",
  ]

  private static let mainLabels = [
    "pod_container_name": "main", "pod_container_image": "prom:v3", "pod_container_init": "false",
    "pod_container_port_name": "web", "pod_container_port_number": "9090", "pod_container_port_protocol": "TCP",
  ]

  private static let node = """
    {"metadata": {"name": "node-1", "labels": {"zone": "z"}, "annotations": {"x": "y"}}, "spec": {"providerID": "gce://1"},
     "status": {"addresses": [{"type": "Hostname", "address": "h"}, {"type": "InternalIP", "address": "10.9.9.9"},
      {"type": "InternalIP", "address": "fd00::1"}], "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}}}}
    """

  private func view(_ change: (inout KubernetesView) throws -> Void = { _ in }) throws -> KubernetesView {
    var view = KubernetesView()
    let (key, pod): (String, KubernetesPod) = try object(KubernetesViewTests.pod)
    view.pods[key] = pod
    try change(&view)
    return view
  }

  private func all(_ labels: [String: String]...) -> [String: String] {
    labels.reduce(into: [:]) { $0.merge($1) { _, new in new } }
  }

  @Test func `a pod is a target for each port of its containers`() throws {
    let common = KubernetesViewTests.podLabels
    #expect(
      targets(try view().groups(.pod)) == [
        "10.0.0.1:9090": all(common, KubernetesViewTests.mainLabels, ["pod_container_id": "cri://main"]),
        "10.0.0.1:81": all(
          common,
          [
            "pod_container_name": "main", "pod_container_image": "prom:v3", "pod_container_init": "false",
            "pod_container_id": "cri://main", "pod_container_port_number": "81",
          ]),
        "10.0.0.1": all(
          common,
          ["pod_container_name": "side", "pod_container_image": "side:v1", "pod_container_init": "false"]),
        "10.0.0.1:7": all(
          common,
          [
            "pod_container_name": "first", "pod_container_image": "i", "pod_container_init": "true",
            "pod_container_port_number": "7",
          ]),
      ])
  }

  @Test func `a pod without an address is none, one without conditions is unknown`() throws {
    let view = try view { view in
      view.pods["n/p"]?.status?.podIP = nil
      let (key, other): (String, KubernetesPod) = try object(
        #"{"metadata": {"name": "q", "namespace": "n"}, "spec": {"containers": [{}]}, "status": {"podIP": "fd00::1"}}"#)
      view.pods[key] = other
    }
    let targets = targets(view.groups(.pod))
    #expect(Array(targets.keys) == ["fd00::1"] && targets["fd00::1"]?["pod_ready"] == "unknown")
  }

  @Test func `node and namespace are attached where they are followed`() throws {
    let view = try view { view in
      view.nodes["/node-1"] = try object(KubernetesViewTests.node).1
      view.namespaces["/n"] = try object(#"{"metadata": {"name": "n", "labels": {"team": "t"}}}"#).1
    }
    let labels = targets(view.groups(.pod))["10.0.0.1:9090"] ?? [:]
    #expect(labels["node_name"] == "node-1" && labels["node_label_zone"] == "z")
    #expect(labels["node_labelpresent_zone"] == "true" && labels["node_annotation_x"] == nil)
    #expect(labels["namespace_label_team"] == "t" && labels["namespace_labelpresent_team"] == "true")
  }

  @Test func `a service is a target for each of its ports`() throws {
    func service(_ type: String) throws -> Targets {
      let view = try view { view in
        view.services["n/s"] = try object(
          """
          {"metadata": {"name": "s", "namespace": "n", "labels": {"l": "v"}, "annotations": {"a": "b"}},
           "spec": {"type": "\(type)", "clusterIP": "10.1.1.1", "externalName": "e.test", "loadBalancerIP": "1.1.1.1",
            "ports": [{"name": "web", "port": 80, "protocol": "TCP"}]}}
          """
        ).1
      }
      return targets(view.groups(.service))
    }
    let common = [
      "namespace": "n", "service_name": "s", "service_label_l": "v", "service_labelpresent_l": "true",
      "service_annotation_a": "b", "service_annotationpresent_a": "true", "service_port_name": "web",
      "service_port_number": "80", "service_port_protocol": "TCP",
    ]
    #expect(
      try service("ClusterIP")
        == ["s.n.svc:80": all(common, ["service_type": "ClusterIP", "service_cluster_ip": "10.1.1.1"])])
    #expect(
      try service("ExternalName")
        == ["s.n.svc:80": all(common, ["service_type": "ExternalName", "service_external_name": "e.test"])])
    #expect(try service("LoadBalancer")["s.n.svc:80"]?["service_loadbalancer_ip"] == "1.1.1.1")
  }

  private static let service = """
    {"metadata": {"name": "s", "namespace": "n", "labels": {"l": "v"}}, "spec": {"ports": [{"port": 80}]}}
    """

  private static let serviceLabels = [
    "service_name": "s", "service_label_l": "v", "service_labelpresent_l": "true",
  ]

  @Test func `endpoints are targets, with what is known of the pods and the service behind them`() throws {
    let view = try view { view in
      view.services["n/s"] = try object(KubernetesViewTests.service).1
      view.endpoints["n/s"] = try object(
        """
        {"metadata": {"name": "s", "namespace": "n", "labels": {"e": "f"}},
         "subsets": [{"ports": [{"name": "web", "port": 9090, "protocol": "TCP"}],
          "addresses": [{"ip": "10.0.0.1", "nodeName": "node-1",
           "targetRef": {"kind": "Pod", "name": "p", "namespace": "n"}}],
          "notReadyAddresses": [{"ip": "fd00::2", "hostname": "h"}]}]}
        """
      ).1
    }
    let common = all(
      KubernetesViewTests.serviceLabels,
      [
        "namespace": "n", "endpoints_name": "s", "endpoints_label_e": "f", "endpoints_labelpresent_e": "true",
      ])
    let port = ["endpoint_port_name": "web", "endpoint_port_protocol": "TCP"]
    let targets = targets(view.groups(.endpoints))
    #expect(
      targets["10.0.0.1:9090"]
        == all(
          common, port, KubernetesViewTests.podLabels, KubernetesViewTests.mainLabels,
          [
            "endpoint_ready": "true", "endpoint_address_target_kind": "Pod", "endpoint_address_target_name": "p",
            "endpoint_node_name": "node-1",
          ]))
    #expect(targets["[fd00::2]:9090"] == all(common, port, ["endpoint_ready": "false", "endpoint_hostname": "h"]))
    // Ports of the pod that the service does not name are targets of their own.
    #expect(Set(targets.keys) == ["10.0.0.1:9090", "[fd00::2]:9090", "10.0.0.1:81", "10.0.0.1:7"])
    #expect(
      targets["10.0.0.1:7"]
        == all(
          common, KubernetesViewTests.podLabels,
          [
            "pod_container_name": "first", "pod_container_image": "i", "pod_container_init": "true",
            "pod_container_port_number": "7",
          ]))
  }

  @Test func `slices of endpoints are targets alike`() throws {
    let view = try view { view in
      view.services["n/s"] = try object(KubernetesViewTests.service).1
      view.nodes["/node-1"] = try object(KubernetesViewTests.node).1
      view.endpointSlices["n/s-1"] = try object(
        """
        {"metadata": {"name": "s-1", "namespace": "n", "labels": {"kubernetes.io/service-name": "s"}},
         "addressType": "IPv4", "ports": [{"name": "web", "port": 9090, "protocol": "TCP", "appProtocol": "http"}],
         "endpoints": [
          {"addresses": ["10.0.0.1"], "conditions": {"ready": true, "serving": true, "terminating": false},
           "nodeName": "other", "zone": "z", "targetRef": {"kind": "Pod", "name": "p", "namespace": "n"}},
          {"addresses": ["10.0.0.2", "10.0.0.3"], "hostname": "h", "deprecatedTopology": {"a/b": "c"},
           "targetRef": {"kind": "Node", "name": "node-1"}}]}
        """
      ).1
    }
    let targets = targets(view.groups(.endpointslice))
    let common = all(
      KubernetesViewTests.serviceLabels,
      [
        "namespace": "n", "endpointslice_address_type": "IPv4", "endpointslice_name": "s-1",
        "endpointslice_label_kubernetes_io_service_name": "s",
        "endpointslice_labelpresent_kubernetes_io_service_name": "true", "endpointslice_port": "9090",
        "endpointslice_port_name": "web", "endpointslice_port_protocol": "TCP",
        "endpointslice_port_app_protocol": "http",
      ])
    #expect(
      targets["10.0.0.1:9090"]
        == all(
          common, KubernetesViewTests.podLabels, KubernetesViewTests.mainLabels,
          [
            "endpointslice_endpoint_conditions_ready": "true", "endpointslice_endpoint_conditions_serving": "true",
            "endpointslice_endpoint_conditions_terminating": "false", "endpointslice_endpoint_node_name": "other",
            "endpointslice_endpoint_zone": "z", "endpointslice_address_target_kind": "Pod",
            "endpointslice_address_target_name": "p",
          ]))
    for address in ["10.0.0.2:9090", "10.0.0.3:9090"] {
      #expect(
        targets[address]
          == all(
            common,
            [
              "endpointslice_endpoint_hostname": "h", "endpointslice_address_target_kind": "Node",
              "endpointslice_address_target_name": "node-1", "endpointslice_endpoint_topology_a_b": "c",
              "endpointslice_endpoint_topology_present_a_b": "true", "node_name": "node-1", "node_label_zone": "z",
              "node_labelpresent_zone": "true",
            ]))
    }
    #expect(Set(targets.keys) == ["10.0.0.1:9090", "10.0.0.2:9090", "10.0.0.3:9090", "10.0.0.1:81", "10.0.0.1:7"])
  }

  @Test func `an ingress is a target for each path`() throws {
    let view = try view { view in
      view.ingresses["n/i"] = try object(
        """
        {"metadata": {"name": "i", "namespace": "n", "labels": {"l": "v"}},
         "spec": {"ingressClassName": "nginx", "tls": [{"hosts": ["*.test"]}],
          "rules": [{"host": "a.test", "http": {"paths": [{"path": "/x"}]}}, {"host": "a.b.test"}]}}
        """
      ).1
    }
    let common = [
      "namespace": "n", "ingress_name": "i", "ingress_class_name": "nginx", "ingress_label_l": "v",
      "ingress_labelpresent_l": "true",
    ]
    #expect(
      targets(view.groups(.ingress)) == [
        "a.test": all(common, ["ingress_scheme": "https", "ingress_host": "a.test", "ingress_path": "/x"]),
        "a.b.test": all(common, ["ingress_scheme": "http", "ingress_host": "a.b.test", "ingress_path": "/"]),
      ])
  }

  @Test func `a node is its kubelet, at the best of its addresses`() throws {
    let view = try view { view in
      view.nodes["/node-1"] = try object(KubernetesViewTests.node).1
      view.nodes["/lost"] = try object(#"{"metadata": {"name": "lost"}, "status": {}}"#).1
    }
    #expect(
      targets(view.groups(.node)) == [
        "10.9.9.9:10250": [
          "instance": "node-1", "node_name": "node-1", "node_provider_id": "gce://1", "node_label_zone": "z",
          "node_labelpresent_zone": "true", "node_annotation_x": "y", "node_annotationpresent_x": "true",
          "node_address_InternalIP": "10.9.9.9", "node_address_Hostname": "h",
        ]
      ])
  }

  @Test func `a pod's own home is told by its environment and its service account`() throws {
    let home = KubernetesHome(environment: {
      ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "6443"][$0]
    })
    let (url, http) = try home.server()
    #expect(url == "https://[fd00::1]:6443")
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    #expect(http.credentials == .authorization(type: "Bearer", secret: .file(folder + "/token")))
    #expect(http.tls.authorities == .file(folder + "/ca.crt"))
    #expect(throws: DiscoveryError.self) { try KubernetesHome(environment: { _ in nil }).server() }
    #expect(throws: DiscoveryError.self) { try KubernetesHome(folder: "/nonexistent").namespace() }
  }
}
