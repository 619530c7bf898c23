import Testing

/// The built server as a process, from outside. One test after the other: each has the machine to itself.
@Suite(.serialized) enum EndToEnd {}
