/// How much is told of one answer: a page of it must fit a screen, and into memory.
package struct ExplanationLimits: Sendable, Equatable {
  /// How many series are explained: the first that were selected.
  package var seriesMax: Int
  /// How many slots of each: the newest.
  package var slotsMax: Int

  package init(seriesMax: Int = 50, slotsMax: Int = 1500) {
    self.seriesMax = seriesMax
    self.slotsMax = slotsMax
  }
}
