import Glibc

/// Files that a test brings.
enum TextFile {
  struct Failure: Error {}

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure() }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw Failure() }
  }
}
