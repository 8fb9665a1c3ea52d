import Glibc
import Host

/// The arguments of this process.
package enum ProgramArguments {
  /// Those behind the program's name; nil when one of them is not UTF-8, and could only be handed on
  /// changed.
  package static var current: [String]? {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let pointer = CommandLine.unsafeArgv[index],
        let text = String(validatingCString: pointer)
      else { return nil }
      arguments.append(text)
    }
    return arguments
  }
}
