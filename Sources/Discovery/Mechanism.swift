/// A kind of discovery that asks over the network, in Prometheus's word.
enum Mechanism: String, Sendable {
  case http, dns, kubernetes
}
