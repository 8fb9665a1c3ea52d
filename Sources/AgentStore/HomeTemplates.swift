/// The files that a new home starts with.
enum HomeTemplates {
  static let environment = """
    # Keys and tokens for your agents, one KEY=value a line. An agent gets those that its profile
    # names. agentvm env set ANTHROPIC_API_KEY=...

    """

  static let configuration = """
    # Defaults, one KEY=value a line.
    # AGENTVM_DEFAULT_PROFILE=demo     the profile of spawn, swarm and run without -p
    # AGENTVM_GITLAWB_DEFAULT=false    no identities
    # AGENTVM_PANE_SIZE=120x40         of a pane that nobody has attached to
    # AGENTVM_LOG_LIMIT=268435456      bytes; a longer log is cut from the front; 0 for never
    # AGENTVM_UID_RANGE=2000000-2065535  uids for agents that root starts
    # AGENTVM_NETWORK=allow            what agents reach: allow (allowed hosts), none, host (all)
    # AGENTVM_ALLOW_HOSTS=@dev         hosts that every agent may reach, blanks between them
    # AGENTVM_NOTIFY=desktop           when a person is needed: bell, desktop, or a program, which
    #                                  gets the name, the old and new status, and the sentence
    # AGENTVM_NOTIFY_ON=waiting,failing,dead  the states that need one
    # AGENTVM_QUIET_HOURS=22:00-07:00  nobody is told then
    # AGENTVM_THEME=auto               of the dashboard: dark, light or auto

    """
}
