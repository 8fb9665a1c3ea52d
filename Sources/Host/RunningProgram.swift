/// A program that runs beside this one. It ends with this object at the latest.
package protocol RunningProgram: AnyObject {
  /// Readable when it has written something, or has ended.
  var descriptor: Int32 { get }
  /// What it has written since the last time, standard error with it, without waiting; nil once it
  /// has ended and everything was read.
  func read() -> [UInt8]?
  /// Sends bytes to its standard input, without waiting; what it does not take now goes later.
  func write(_ bytes: [UInt8])
  /// Closes its standard input, lets it end, and returns its exit status; a program that does not
  /// end soon is ended.
  func end() -> Int32
}
