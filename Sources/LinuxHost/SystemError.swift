import Glibc
import Host

/// The error of the call that has just failed.
func fileError(_ path: String, _ code: Int32 = errno) -> HostError {
  .file(path: path, code: code, reason: reason(of: code))
}

/// What an errno means, in lower case.
func reason(of code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}
