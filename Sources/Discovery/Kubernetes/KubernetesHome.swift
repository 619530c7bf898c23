import Glibc
import Outbound

/// The cluster that iapetus itself runs in, as a pod sees it: environment variables and the files of its service account.
struct KubernetesHome: Sendable {
  var environment: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  var folder = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// Where its API is, and how it is asked. The token is read anew for each request: Kubernetes changes it every hour.
  func server() throws(DiscoveryError) -> (url: String, http: HTTPOptions) {
    guard let host = environment("KUBERNETES_SERVICE_HOST"), let port = environment("KUBERNETES_SERVICE_PORT") else {
      throw DiscoveryError(
        "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined; "
          + "outside a cluster, set api_server")
    }
    var http = HTTPOptions()
    http.credentials = .authorization(type: "Bearer", secret: .file(folder + "/token"))
    http.tls.authorities = .file(folder + "/ca.crt")
    return ("https://\(host.contains(":") ? "[\(host)]" : host):\(port)", http)
  }

  func namespace() throws(DiscoveryError) -> String {
    do {
      return try Secret.file(folder + "/namespace").reveal()
    } catch {
      throw DiscoveryError("own_namespace: \(error)")
    }
  }
}
