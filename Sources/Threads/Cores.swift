import Glibc

/// The machine's processors.
package enum Cores {
  /// How many there are for this process now; at least one.
  package static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
