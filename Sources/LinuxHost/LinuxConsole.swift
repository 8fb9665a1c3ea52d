import Glibc
import Host
import Synchronization
import SystemPackage

/// The live standard streams, unbuffered.
package final class LinuxConsole: Console {
  private let failure = Mutex<Int32?>(nil)

  /// The one of this process.
  package init() {}

  package var outputIsTerminal: Bool { isatty(1) == 1 }
  package var errorIsTerminal: Bool { isatty(2) == 1 }
  package var inputIsTerminal: Bool { isatty(0) == 1 }
  package var outputFailure: Int32? { failure.withLock { $0 } }

  package func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  package func write(_ bytes: UnsafeRawBufferPointer) {
    guard outputFailure == nil else { return }
    do {
      _ = try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      failure.withLock { $0 = (error as? Errno)?.rawValue ?? EIO }
    }
  }

  package func writeError(_ bytes: [UInt8]) {
    _ = try? FileDescriptor.standardError.writeAll(bytes)
  }

  package func readLine() -> String? { Swift.readLine() }
}
