# Completion of awscred for fish 3 and later.
function __awscred_completion
    set -l current (commandline -ct)
    set -l plain (string unescape -- $current)
    set -l before (string join \n -- (commandline -opc) | string collect)
    set -l found (
        _AWSCRED_COMPLETE=fish _AWSCRED_BEFORE=$before _AWSCRED_CURRENT="$plain" \
            command awscred 2>/dev/null
    )
    test "$found[1]" = files; and __fish_complete_path $current
    string join \n -- $found[2..]
end
complete -c awscred -f -a '(__awscred_completion)'
