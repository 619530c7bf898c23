import FoundationEssentials
import Outbound

/// Reads what a kubeconfig either holds itself, in Base64, or has in a file.
enum KubeconfigData {
  /// A certificate or a key. What the kubeconfig holds itself goes first.
  static func pem(_ section: SectionReader, _ key: String) -> Secret? {
    let file = section.path(key).map { Secret.file($0) }
    guard let text = section.text("\(key)-data"), !text.isEmpty else { return file }
    guard let data = Data(base64Encoded: text), let pem = String(validating: data, as: UTF8.self) else {
      section.report("\(key)-data", "\(key)-data is not PEM in Base64")
      return file
    }
    return .text(pem)
  }
}
