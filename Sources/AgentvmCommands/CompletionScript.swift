/// The scripts that teach shells to ask `agentvm __complete`: verbs, flags and names come from there,
/// so a script never gets old.
enum CompletionScript: String {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: CompletionScript.bashText
    case .zsh: CompletionScript.zshText
    case .fish: CompletionScript.fishText
    }
  }

  // bash takes `=` and `:` for ends of words, so the words are put together again from the line, and
  // what it will not replace is taken off the answers.
  private static let bashText = #"""
    # bash completion for agentvm, printed by: agentvm completion bash
    _agentvm() {
      local line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} word kind
      local -a words
      read -ra words <<<"$line"
      if [[ $line == *[[:space:]] ]]; then words+=(""); fi
      COMPREPLY=()
      {
        read -r kind
        case $kind in
          files) compopt -o default ;;
          directories) compopt -o dirnames ;;
          words)
            local whole=${words[${#words[@]} - 1]}
            local kept=
            if [[ $whole == *[=:]* && $COMP_WORDBREAKS == *=* ]]; then kept=${whole%"${whole##*[=:]}"}; fi
            while IFS=$'\t' read -r word _; do
              COMPREPLY+=("${word#"$kept"}")
            done
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
            ;;
        esac
      } < <("${words[0]/#\~\//$HOME/}" __complete -- "${words[@]:1}" 2>/dev/null)
    }
    complete -F _agentvm agentvm
    """#

  private static let zshText = #"""
    #compdef agentvm
    # zsh completion for agentvm, printed by: agentvm completion zsh
    _agentvm() {
      local -a lines offers
      local line word meaning
      lines=("${(@f)$(${~words[1]} __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
      case ${lines[1]} in
        files) _files ;;
        directories) _files -/ ;;
        words)
          for line in "${(@)lines[2,-1]}"; do
            word=${line%%$'\t'*} meaning=${line#*$'\t'}
            word=${word//:/\\:}
            offers+=("${word}${meaning:+:$meaning}")
          done
          (( ${#offers} )) && _describe -t agentvm agentvm offers
          ;;
      esac
    }
    if [ "$funcstack[1]" = _agentvm ]; then
      _agentvm "$@"
    else
      compdef _agentvm agentvm
    fi
    """#

  private static let fishText = #"""
    # fish completion for agentvm, printed by: agentvm completion fish
    function __agentvm_complete
        set -l words (commandline -opc) (commandline -ct)
        set words[1] (string replace -r '^~/' "$HOME/" -- $words[1])
        set -l lines ($words[1] __complete -- $words[2..-1] 2>/dev/null)
        switch "$lines[1]"
            case files
                __fish_complete_path (commandline -ct)
            case directories
                __fish_complete_directories (commandline -ct)
            case words
                for line in $lines[2..-1]
                    echo $line
                end
        end
    end
    complete -c agentvm -f -a '(__agentvm_complete)'
    """#
}
