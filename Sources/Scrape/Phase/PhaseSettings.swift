/// Whether the children of a job are scraped when their rules have run: `scrape_phase`.
package struct PhaseSettings: Sendable, Equatable {
  /// Otherwise children are spread over the interval evenly.
  package var follows = true
  /// The part of the interval over which children whose rules run at the same moment are spread.
  package var spread = 0.125

  package init() {}
}
