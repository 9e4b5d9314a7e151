#compdef awscred
# Completion of awscred for zsh 5 and later.
_awscred() {
    local -a found
    found=("${(@f)$(
        _AWSCRED_COMPLETE=zsh _AWSCRED_BEFORE=${(F)${(@Q)words[1,CURRENT-1]}} \
            _AWSCRED_CURRENT=${(Q)PREFIX} command ${(Q)words[1]} 2>/dev/null
    )}")
    local kind=$found[1]
    shift found
    local -i failed=1
    (( $#found )) && _describe awscred found && failed=0
    [[ $kind == files ]] && _files && failed=0
    return failed
}
if [[ $funcstack[1] == _awscred ]]; then # loaded from a folder of fpath
    _awscred "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _awscred awscred
fi
