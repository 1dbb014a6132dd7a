/** The shells that are completed for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell has to be told. Each script hands over what is typed, as it stands there, and inserts the answer as one word:
 * none evaluates either.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // The answer is quoted already. readline inserts it in place of $2, a part of the word where that has a "=" or ":".
  bash: `# bash completion for entra-token: eval "$(entra-token completion bash)"
_entra_token() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(entra-token complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
}
complete -o default -F _entra_token entra-token`,
  // compadd quotes what it inserts, as the place needs it.
  zsh: `#compdef entra-token
# zsh completion for entra-token: eval "$(entra-token completion zsh)", after compinit
_entra_token() {
  local line
  local -a values descriptions
  while IFS= read -r line; do
    values+=("\${line%%$'\\t'*}")
    descriptions+=("\${line/$'\\t'/  -- }")
  done < <(entra-token complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#values )); then
    compadd -l -d descriptions -a values
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _entra_token ]]; then
  _entra_token "$@"
else
  compdef _entra_token entra-token
fi`,
  // fish quotes what it inserts.
  fish: `# fish completion for entra-token: entra-token completion fish | source
function __entra_token_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l found (entra-token complete fish -- $words (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c entra-token -f -a '(__entra_token_complete)'`,
  // In Base64, since Windows PowerShell loses quotes and empty words on the way to a program.
  powershell: `# PowerShell completion for entra-token: entra-token completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName entra-token -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $typed = ($words + $wordToComplete) -join [char]10
    $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($typed))
    entra-token complete powershell -- $encoded 2>$null | ForEach-Object {
        $value, $description = $_ -split [char]9, 2
        $shown = if ($description) { $description } else { $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $shown)
    }
}`,
};
