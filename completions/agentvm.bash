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
