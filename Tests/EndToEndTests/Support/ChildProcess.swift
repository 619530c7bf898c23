import Glibc
import TestSupport
import Threads

/// A process that a test started: its output in a file, its end by process id.
final class ChildProcess: Sendable {
  let name: String
  let id: pid_t
  /// The file that its standard output and error go to, appended.
  let logPath: String
  private let end = End()

  /// Starts `command`, looked for in PATH where it has no slash.
  ///
  /// - Parameter inputPath: the file that it reads as standard input.
  /// - Parameter errorPath: where its standard error goes, if not to the log.
  init(_ command: [String], logPath: String, inputPath: String = "/dev/null", errorPath: String? = nil) throws {
    name = command[0]
    self.logPath = logPath
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    if let errorPath {
      posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    } else {
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var id = pid_t()
    let code = posix_spawnp(&id, command[0], &actions, nil, &arguments, environ)
    guard code == 0 else { throw Failure("starting \(command[0]): \(String(cString: strerror(code)))") }
    self.id = id
  }

  deinit { end(by: SIGKILL) }

  var isRunning: Bool { end.status(of: id, waiting: false) == nil }

  /// What it has written so far.
  var log: String { Files.text(of: logPath) }

  func send(_ signal: CInt) { if isRunning { Glibc.kill(id, signal) } }

  /// Ends it by `signal` and waits. The status as a shell has it: the exit code, or 128 and the signal.
  @discardableResult func end(by signal: CInt) -> CInt {
    send(signal)
    return end.status(of: id, waiting: true) ?? -1
  }

  /// Waits for an end of its own accord.
  func exitCode(within limit: Duration = .seconds(60)) async throws -> CInt {
    try await eventually("\(name) ends", within: limit) { !self.isRunning }
    return end.status(of: id, waiting: true) ?? -1
  }

  /// Runs `command` to its end.
  static func run(_ command: [String], within limit: Duration = .seconds(60)) async throws -> (
    code: CInt, output: String
  ) {
    let folder = TemporaryDirectory()
    let process = try ChildProcess(command, logPath: folder.path + "/output")
    let code = try await process.exitCode(within: limit)
    return (code, process.log)
  }

  /// Runs `command` to its end, with `input` to read, and keeps apart what it says on its two ways out.
  static func run(
    _ command: [String], input: String
  ) async throws -> (code: CInt, output: String, errors: String) {
    let folder = TemporaryDirectory()
    try Files.write(input, to: folder.path + "/input")
    let process = try ChildProcess(
      command, logPath: folder.path + "/output", inputPath: folder.path + "/input", errorPath: folder.path + "/errors")
    let code = try await process.exitCode()
    return (code, process.log, Files.text(of: folder.path + "/errors"))
  }
}

/// The status of a process that has ended, which the kernel tells only once.
private final class End: Sendable {
  private let known = Locked<CInt?>(nil)

  func status(of id: pid_t, waiting: Bool) -> CInt? {
    known.withLock { known in
      if known != nil { return known }
      var status: CInt = 0
      guard waitpid(id, &status, waiting ? 0 : WNOHANG) == id else { return nil }
      let signal = status & 0x7f
      known = signal == 0 ? (status >> 8) & 0xff : 128 + signal
      return known
    }
  }
}

// The environment, which is handed on as it is: no test changes it.
nonisolated(unsafe) private let environ = Glibc.environ
