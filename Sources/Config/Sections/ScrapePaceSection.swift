import Scrape
import TimeSeries

/// Reads `scrape_phase` and `scrape_backoff`: when children are scraped, and how far those that suffer are spared.
enum ScrapePaceSection {
  static func phase(_ section: SectionReader) -> PhaseSettings {
    var settings = PhaseSettings()
    settings.follows = section.bool("follow") ?? settings.follows
    settings.spread = section.share("spread") ?? settings.spread
    settings.agreementsLeast = section.integer("agreements", least: 1) ?? settings.agreementsLeast
    settings.lateMost = section.integer("late", least: 1) ?? settings.lateMost
    settings.movesMost = section.integer("moves", least: 1) ?? settings.movesMost
    settings.restBodies = section.integer("rest", least: 1) ?? settings.restBodies
    settings.groupsMax = section.integer("groups", least: 1) ?? settings.groupsMax
    section.finish()
    return settings
  }

  static func backoff(_ section: SectionReader) -> BackoffSettings {
    var settings = BackoffSettings()
    // After one bad scrape alone nobody is spared.
    settings.after = section.integer("after", least: 2) ?? settings.after
    settings.max = section.duration("max") ?? settings.max
    section.finish()
    return settings
  }
}
