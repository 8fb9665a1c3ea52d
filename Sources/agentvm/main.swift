import AgentvmCommands
import CursesTerminal
import Glibc
import LinuxHost

// Every mode is given where a file is made; a stricter mask would hide what agents must see.
umask(0o022)
// Who reads our output may leave early; that is looked at, and ends nothing half-way.
signal(SIGPIPE, SIG_IGN)
let host = LiveHost.make(terminal: CursesOpening())
exit(AgentvmCommand.run(ProgramArguments.current, on: host))
