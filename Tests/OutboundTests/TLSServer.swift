import Glibc
import TestSupport
import Testing

/// `openssl s_server` with a certificate of its own for `child.test`. Ends with the value.
final class TLSServer {
  /// A certificate that vouches for itself, and its key.
  struct Certificate {
    let path: String
    let keyPath: String

    init(_ name: String, in folder: TemporaryDirectory) throws {
      (path, keyPath) = ("\(folder.path)/\(name).pem", "\(folder.path)/\(name).key.pem")
      let maker = try TLSServer.spawn([
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyPath, "-out", path,
      ])
      var status: CInt = 0
      waitpid(maker, &status, 0)
      try #require(status == 0, "openssl made no certificate")
    }
  }

  let port: Int
  let certificate: Certificate
  /// Where the server finds files, if it serves them.
  let folder = TemporaryDirectory()
  private let process: pid_t

  var certificatePath: String { certificate.path }

  /// - Parameter arguments: what it does; by default it answers with a page about the connection.
  init(_ arguments: [String] = ["-www"]) async throws {
    certificate = try Certificate("child.test", in: folder)
    port = LoopbackServer.freePort()
    process = try TLSServer.spawn(
      ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.path, "-key", certificate.keyPath, "-quiet"]
        + arguments, in: folder.path)
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  private static func spawn(_ arguments: [String], in folder: String = "/") throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for descriptor in 0...2 as ClosedRange<CInt> {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    defer { posix_spawn_file_actions_destroy(&actions) }
    var words: [UnsafeMutablePointer<CChar>?] =
      (["env", "-C", folder, "openssl"] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    try #require(posix_spawnp(&process, "env", &actions, nil, &words, environ) == 0, "openssl does not start")
    return process
  }
}
