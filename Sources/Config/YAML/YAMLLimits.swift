/// How large a configuration file may be. A file beyond is refused before it can cost memory or time.
package struct YAMLLimits: Sendable {
  package var bytesMax = 4 << 20
  /// Values after following aliases: a few hundred bytes of nested aliases can mean billions.
  package var nodesMax = 400_000
  package var depthMax = 64
  /// Up to this many aliases, no nesting of them can grow far.
  package var harmlessAliasesMax = 24

  package init() {}
}
