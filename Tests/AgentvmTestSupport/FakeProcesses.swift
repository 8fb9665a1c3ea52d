import Glibc
import Host
import Synchronization

/// A strict host for programs: it answers what it was told to expect, in that order, and refuses
/// everything else.
package final class FakeProcesses: Processes {
  /// A program that will be run, recognised by its last path component and some of its arguments.
  package struct Expectation: Sendable {
    let program: String
    let arguments: [String]
    let completion: Completion

    /// Expects `program` with `arguments` among its own, in their order.
    package init(
      _ program: String, _ arguments: [String], status: Int32 = 0, output: String = "",
      errors: String = ""
    ) {
      self.program = program
      self.arguments = arguments
      completion = Completion(
        status: status, output: Array(output.utf8), errors: Array(errors.utf8))
    }
  }

  private let expected: Mutex<[Expectation]>
  private let seen = Mutex<[Invocation]>([])
  private let programs: Set<String>

  /// Programs that are found, and what will be run.
  package init(programs: Set<String>, expecting expected: [Expectation]) {
    self.programs = programs
    self.expected = Mutex(expected)
  }

  /// What was run.
  package var invocations: [Invocation] { seen.withLock { $0 } }
  /// What was expected and never run.
  package var missing: [String] { expected.withLock { $0.map(\.program) } }

  package func run(_ invocation: Invocation) throws(HostError) -> Completion {
    let next = expected.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    let program = invocation.program.split(separator: "/").last.map(String.init) ?? ""
    guard let next, next.program == program else {
      throw .refused(what: "\(program) \(invocation.arguments.joined(separator: " "))")
    }
    var rest = invocation.arguments[...]
    for argument in next.arguments {
      guard let index = rest.firstIndex(of: argument) else {
        throw .refused(what: "\(program) without \(argument): \(invocation.arguments)")
      }
      rest = rest[(index + 1)...]
    }
    seen.withLock { $0.append(invocation) }
    return next.completion
  }

  package func runInteractively(_ invocation: Invocation) throws(HostError) -> Int32 {
    try run(invocation).status
  }

  /// Nothing runs beside a test: whoever starts something is refused.
  package func start(_ invocation: Invocation) throws(HostError) -> any RunningProgram {
    let program = invocation.program.split(separator: "/").last.map(String.init) ?? ""
    throw .refused(what: "start \(program) \(invocation.arguments.joined(separator: " "))")
  }

  package func find(_ program: String, in directories: [String]) -> String? {
    programs.contains(program) ? "/usr/bin/\(program)" : nil
  }

  package func table() -> ProcessTable { ProcessTable([], memoryBytes: 0) }
  package func waitForFirstRelease(of locks: [LockFile], until deadline: Deadline?) -> Int? { 0 }

  package func signal(holderOf lock: LockFile, _ signal: Int32) -> Bool { false }
  package func waitForRelease(of lock: LockFile, until deadline: Deadline?) -> Bool { true }
}
