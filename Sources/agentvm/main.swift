import AgentvmCommands
import CursesTerminal
import Glibc
import LinuxHost

let host = LiveHost.make(terminal: CursesOpening())
exit(AgentvmCommand.run(Array(CommandLine.arguments.dropFirst()), on: host))
