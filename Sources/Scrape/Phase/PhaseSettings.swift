/// Whether the children of a job are scraped when their rules have run: `scrape_phase`.
package struct PhaseSettings: Sendable, Equatable {
  /// Otherwise children are spread over the interval evenly.
  package var follows = true
  /// The part of the interval over which children whose rules run at the same moment are spread.
  package var spread = 0.125

  /// So many bodies of each replica must agree before the phase moves.
  package var agreementsLeast = 4
  /// Late bodies, less those in time, before the rules are given more time.
  package var lateMost = 3
  /// Moves that nothing confirms before a child is let go: its clock may have become better known meanwhile.
  package var movesMost = 2
  /// For so many bodies of each replica a child is let go that could not be followed.
  package var restBodies = 240
  /// How many rule groups of a child are told apart; of one that has more, no group is followed.
  package var groupsMax = 16

  package init() {}
}
