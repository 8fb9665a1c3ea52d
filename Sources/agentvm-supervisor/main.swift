import Supervisor

SupervisorProgram.main(Array(CommandLine.arguments.dropFirst()))
