# Completion of awscred for PowerShell 5.1 and later.
Register-ArgumentCompleter -Native -CommandName awscred -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $program = $commandAst.CommandElements[0].Extent.Text
    $before = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($null -ne $_.Value) { $_.Value } else { $_.Extent.Text } })
    $env:_AWSCRED_COMPLETE = 'powershell'
    $env:_AWSCRED_BEFORE = $before -join "`n"
    $env:_AWSCRED_CURRENT = $wordToComplete.Trim('"', "'")
    try {
        $found = @(& $program 2> $null | Select-Object -Skip 1)
    }
    finally {
        '_AWSCRED_COMPLETE', '_AWSCRED_BEFORE', '_AWSCRED_CURRENT' | ForEach-Object { Remove-Item "Env:$_" }
    }
    foreach ($line in $found) {
        $name, $text, $about = $line -split "`t"
        if (-not $about) { $about = $name }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $about)
    }
}
