namespace ProductSpace.Cli.Output;

/// <summary>
/// Scripts that let a shell complete the verbs, options and values of `productspace`. Each asks the program itself, by
/// the directive [suggest:position] with the line so far, so that a script never falls behind; where nothing fits, the
/// shell offers files. What the program answers is compared as text and never run.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>Returns the script of a shell, with line feeds only.</summary>
    public static string Of(string shell) => (shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "no such shell"),
    }).ReplaceLineEndings("\n");

    private const string Bash =
        """
        # bash completion of productspace; in ~/.bashrc: source <(productspace completions bash)
        _productspace() {
            local current="${COMP_LINE:0:$COMP_POINT}" word
            current="${current##*[[:space:]]}"
            COMPREPLY=()
            while IFS= read -r word; do
                word="${word%$'\r'}"
                if [[ -n "$word" && "$word" == "$current"* ]]; then
                    COMPREPLY+=("$word")
                fi
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _productspace productspace

        """;

    private const string Zsh =
        """
        #compdef productspace
        # zsh completion of productspace; in ~/.zshrc, after compinit: source <(productspace completions zsh)
        _productspace() {
            local -a found
            local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
            found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            found=("${(@)found:#}")
            if (( ${#found} )); then
                compadd -a found || _files
            else
                _files
            fi
        }
        compdef _productspace productspace

        """;

    private const string Fish =
        """
        # fish completion of productspace; in ~/.config/fish/config.fish: productspace completions fish | source
        function __productspace_complete
            set -l line (commandline -cp | string collect)
            set -l program (commandline -opc)[1]
            set -l words
            if command -q $program
                set words ($program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            end
            if set -q words[1]
                printf '%s\n' $words
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c productspace -f -a '(__productspace_complete)'

        """;

    private const string PowerShell =
        """
        # PowerShell completion of productspace; in $PROFILE:
        #   productspace completions pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName productspace -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $position = $cursorPosition - $commandAst.Extent.StartOffset
            $line = $commandAst.ToString().PadRight($position)
            & productspace "[suggest:$position]" $line 2>$null |
                Where-Object { $_ -and $_.StartsWith($wordToComplete, [System.StringComparison]::Ordinal) } |
                ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
        }

        """;
}
