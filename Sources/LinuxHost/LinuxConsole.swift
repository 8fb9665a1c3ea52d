import Glibc
import Host
import SystemPackage

/// The live standard streams, unbuffered.
package struct LinuxConsole: Console {
  /// The one of this process.
  package init() {}

  package var outputIsTerminal: Bool { isatty(1) == 1 }
  package var errorIsTerminal: Bool { isatty(2) == 1 }
  package var inputIsTerminal: Bool { isatty(0) == 1 }

  package func write(_ bytes: [UInt8]) { _ = try? FileDescriptor.standardOutput.writeAll(bytes) }
  package func write(_ bytes: UnsafeRawBufferPointer) {
    _ = try? FileDescriptor.standardOutput.writeAll(bytes)
  }
  package func writeError(_ bytes: [UInt8]) {
    _ = try? FileDescriptor.standardError.writeAll(bytes)
  }
  package func readLine() -> String? { Swift.readLine() }
}
