# Completion of awscred for bash 3.2 and later.
_awscred_completion() {
    local line first=1
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -n $first ]]; then
            first=
            [[ $line != files ]] || compopt -o default 2>/dev/null
        else
            COMPREPLY[${#COMPREPLY[@]}]=$line
        fi
    done < <(
        _AWSCRED_COMPLETE=bash _AWSCRED_LINE=${COMP_LINE:0:COMP_POINT} _AWSCRED_REPLACED=$2 \
            command "$1" 2>/dev/null
    )
}
complete -F _awscred_completion awscred
