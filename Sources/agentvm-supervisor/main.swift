import Supervisor

Supervisor.main(Array(CommandLine.arguments.dropFirst()))
