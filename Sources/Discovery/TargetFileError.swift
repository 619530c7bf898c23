/// Why a file with targets was not taken.
package struct TargetFileError: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(_ path: String, _ problem: String) {
    description = "reading the targets in \(path): \(problem); its previous targets stay"
  }
}
