import AgentvmCommands
import CursesTerminal
import Glibc
import LinuxHost

// Every mode is given where a file is made; a stricter mask would hide what agents must see.
umask(0o022)
// An agent would read what lies below a folder that it is handed.
for stream: Int32 in 0...2 {
  var facts = stat()
  if fstat(stream, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { close(stream) }
}
// A standard stream that is closed would be the next file that is opened.
while case let stream = open("/dev/null", O_RDWR), stream >= 0 {
  if stream > 2 {
    close(stream)
    break
  }
}
// Who reads our output may leave early; that is looked at, and ends nothing half-way.
signal(SIGPIPE, SIG_IGN)
let host = LiveHost.make(terminal: CursesOpening())
let arguments = ProgramArguments.current
ProgramArguments.hideSecrets()
exit(AgentvmCommand.run(arguments, on: host))
