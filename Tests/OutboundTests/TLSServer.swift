import Glibc
import TestSupport
import Testing

/// `openssl s_server` with a certificate of its own for `child.test`. Ends with the value.
final class TLSServer {
  let port: Int
  let certificatePath: String
  private let folder = TemporaryDirectory()
  private let process: pid_t

  init() async throws {
    let (certificate, key) = (folder.path + "/certificate.pem", folder.path + "/key.pem")
    certificatePath = certificate
    let maker = try TLSServer.spawn([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=child.test", "-addext", "subjectAltName=DNS:child.test", "-keyout", key, "-out", certificate,
    ])
    var status: CInt = 0
    waitpid(maker, &status, 0)
    try #require(status == 0, "openssl made no certificate")
    port = LoopbackServer.freePort()
    process = try TLSServer.spawn([
      "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www", "-quiet",
    ])
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  private static func spawn(_ arguments: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for descriptor in 0...2 as ClosedRange<CInt> {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    defer { posix_spawn_file_actions_destroy(&actions) }
    var words: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    try #require(posix_spawnp(&process, "openssl", &actions, nil, &words, environ) == 0, "openssl does not start")
    return process
  }
}
