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
