/// The configuration of a home's tmux server.
package enum TmuxConfiguration {
  /// The key that precedes tmux commands while attached; `d` after it detaches.
  package static let prefixKey = "C-]"

  /// The keys that detach, for people.
  package static let detachKeys = "Ctrl-] d"

  /// The text of the file. Nothing that an agent writes is expanded, passed through to the user's
  /// terminal, or kept as a name.
  package static let text = """
    # Written by agentvm. The server of this home reads it, and nothing else.
    set -s escape-time 20
    set -s exit-empty on
    set -s exit-unattached off
    set -s set-clipboard off
    set -g allow-passthrough off
    set -g allow-rename off
    set -g automatic-rename off
    set -g set-titles off
    set -g update-environment ''
    set -g remain-on-exit off
    set -g destroy-unattached off
    set -g detach-on-destroy on
    set -g window-size latest
    set -g default-terminal tmux-256color
    set -g default-shell /bin/sh
    set -g history-limit 20000
    set -g status-interval 0
    set -g status-left-length 80
    set -g status-left ' #{session_name} '
    set -g status-right ' \(detachKeys) detaches '
    set -g window-status-format ''
    set -g window-status-current-format ''
    set -g prefix \(prefixKey)
    unbind -a
    bind \(prefixKey) send-prefix
    bind d detach-client
    bind [ copy-mode
    bind ] paste-buffer
    bind PPage copy-mode -u
    bind n next-window
    bind p previous-window
    bind w choose-tree -Zw
    bind o select-pane -t :.+
    bind z resize-pane -Z
    bind -r Up select-pane -U
    bind -r Down select-pane -D
    bind -r Left select-pane -L
    bind -r Right select-pane -R
    bind ? list-keys -T prefix

    """
}
