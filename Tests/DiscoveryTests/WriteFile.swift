import Glibc
import Testing

extension String {
  /// Replaces the content of the file at `path`.
  func write(toFile path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(self, file)
    fclose(file)
  }
}
