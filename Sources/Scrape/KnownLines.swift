import Glibc

/// The lines of a cache and their texts, while a body is read.
struct KnownLines {
  let lines: UnsafeMutableBufferPointer<ScrapeCache.Line>
  let text: UnsafeRawBufferPointer

  /// The text of the line at `index`; empty behind the last.
  @inline(__always)
  func text(at index: Int) -> UnsafeRawBufferPointer {
    guard index < lines.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let start = lines[index].textStart
    return UnsafeRawBufferPointer(rebasing: text[start..<start + Int(lines[index].textCount)])
  }

  func isText(_ series: UnsafeRawBufferPointer, at index: Int) -> Bool {
    let text = text(at: index)
    guard text.count == series.count, let left = text.baseAddress, let right = series.baseAddress else { return false }
    return memcmp(left, right, text.count) == 0
  }
}
