import AgentModel
import CLinux
import Glibc

/// `/run/agentvm/stage report EVENT [JSON]`: what an agent's hooks call inside the sandbox. It hands
/// the event, and what of the hook's JSON a person would read, to the supervisor. It says nothing,
/// and fails at nothing: no agent shall stumble over it.
enum HookClient {
  private static let door = "/run/agentvm"
  /// The inner stage as the agent sees it.
  static let stage = "\(door)/stage"
  /// The most bytes of JSON that are read.
  private static let inputLimit = 1 << 20
  /// Milliseconds for a supervisor that has much to do.
  private static let patience = 500

  static func run(_ arguments: [String]) -> Never {
    guard let event = arguments.first else { exit(0) }
    var json = Array((arguments.count > 1 ? arguments[1] : "").utf8)
    if json.isEmpty, isatty(0) == 0 { json = input() }
    send(HookReport(event: event, sentence: sentence(of: json)))
    exit(0)
  }

  /// What comes on standard input; whoever leaves it open is not waited for.
  private static func input() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16384)
    while bytes.count < inputLimit {
      var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 300) > 0 else { break }
      let count = read(0, &chunk, chunk.count)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// What is asked or wrong: the tool with what it is to do, a message, or an error.
  private static func sentence(of json: [UInt8]) -> String? {
    let fields = JSONFields(json, limit: 200)
    if let tool = fields["tool_name"] {
      let input =
        ["command", "file_path", "path", "url", "pattern", "query"].lazy
        .compactMap { fields["tool_input.\($0)"] }.first
      return input.map { "\(tool): \($0)" } ?? tool
    }
    return fields["message"] ?? fields["error"] ?? fields["error.message"]
  }

  private static func send(_ report: HookReport) {
    let folder = clinux_open_path(door)
    let connection = folder < 0 ? -1 : clinux_connect(folder, "door", 1)
    let bytes = report.bytes
    guard connection >= 0 else { return sendByPipe(bytes) }
    let end = milliseconds() + patience
    while Glibc.send(connection, bytes, bytes.count, Int32(MSG_DONTWAIT)) < 0,
      errno == EAGAIN || errno == EINTR, milliseconds() < end
    {
      var entry = pollfd(fd: connection, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, 20)
    }
  }
}

extension HookClient {
  /// For an agent that has no sockets. A pipe takes so few bytes whole or not at all.
  private static func sendByPipe(_ bytes: [UInt8]) {
    let pipe = open("\(door)/\(Door.pipeName)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard pipe >= 0 else { return }
    let length = [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)]
    writeAll(pipe, length + bytes)
  }
}

/// The strings of a JSON document, by their paths of keys: `tool_input.command`. Tolerant, for a
/// document may be cut short.
struct JSONFields {
  private var values: [String: String] = [:]

  subscript(path: String) -> String? { values[path].flatMap { $0.isEmpty ? nil : $0 } }

  /// Strings are cut to `limit` bytes.
  init(_ json: [UInt8], limit: Int) {
    var path: [String] = []
    var key: String?
    var index = 0
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "\""):
        let text = JSONFields.string(json, &index, limit)
        if index < json.count, JSONFields.isColonNext(json, index) {
          key = text
        } else if let name = key {
          let place = (path.dropFirst() + [name]).joined(separator: ".")
          if values.count < 200, values[place] == nil { values[place] = text }
          key = nil
        }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard path.count < 32 else { return }
        path.append(key ?? "")
        key = nil
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = path.popLast()
      case UInt8(ascii: ","): key = nil
      default: break
      }
      index += 1
    }
  }

  /// The character of `\uXXXX`, or of two of them that are a pair; `index` is behind the `u`.
  private static func scalar(_ json: [UInt8], _ index: inout Int) -> Unicode.Scalar {
    func unit(_ start: Int) -> UInt32? {
      guard start + 4 <= json.count else { return nil }
      return UInt32(String(decoding: json[start..<start + 4], as: UTF8.self), radix: 16)
    }
    let first = unit(index)
    index = min(index + 4, json.count)
    guard let first else { return "?" }
    if (0xD800..<0xDC00).contains(first), index + 6 <= json.count,
      json[index] == UInt8(ascii: "\\"), json[index + 1] == UInt8(ascii: "u"),
      let second = unit(index + 2), (0xDC00..<0xE000).contains(second)
    {
      index += 6
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "?"
    }
    return Unicode.Scalar(first) ?? "?"
  }

  private static func isColonNext(_ json: [UInt8], _ start: Int) -> Bool {
    let rest = json[start...].first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    return rest == UInt8(ascii: ":")
  }

  /// Reads the string that begins at `index`, and leaves it behind its end.
  private static func string(_ json: [UInt8], _ index: inout Int, _ limit: Int) -> String {
    var bytes: [UInt8] = []
    index += 1
    while index < json.count, json[index] != UInt8(ascii: "\"") {
      var byte = json[index]
      index += 1
      if byte == UInt8(ascii: "\\"), index < json.count {
        byte = json[index]
        index += 1
        switch byte {
        case UInt8(ascii: "u"):
          let scalar = JSONFields.scalar(json, &index)
          if bytes.count < limit { bytes += Array(String(Character(scalar)).utf8) }
          continue
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
          UInt8(ascii: "f"):
          byte = 0x20
        default: break
        }
      }
      if bytes.count < limit { bytes.append(byte) }
    }
    index += 1
    return String(decoding: bytes, as: UTF8.self)
  }
}
