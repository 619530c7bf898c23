import TestSupport

/// A real browser: Debian's chromium.
enum Browser {
  /// The document at `url` after its scripts have run.
  static func page(_ url: String) async throws -> String {
    let profile = TemporaryDirectory()
    let (code, output) = try await ChildProcess.run([
      "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(profile.path)", "--virtual-time-budget=8000", "--dump-dom", url,
    ])
    guard code == 0 else { throw Failure("chromium: \(output)") }
    return output
  }
}
