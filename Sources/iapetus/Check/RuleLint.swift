/// What `check rules --lint` may look for.
enum RuleLint: String {
  case all
  case duplicateRules = "duplicate-rules"
  case none
}
