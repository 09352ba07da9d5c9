using System.Diagnostics;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>
/// A folder with files to complete and the program in the path, where shells complete a line as if somebody pressed the
/// key.
/// </summary>
internal sealed class ShellFolder : IDisposable
{
    private const string Zsh =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "autoload -Uz compinit && compinit -u -D; source $1; HITS=$3"
        zpty -w shell 'compadd() {
            local -a offered
            builtin compadd -A offered "$@"
            (( ${#offered} )) && printf "%s\n" "${(@Q)offered}" >> $HITS
            builtin compadd "$@"
        }'
        zpty -w shell 'ended() { : > $HITS.ended }; zle -N ended; bindkey "^Xd" ended; bindkey "^I" complete-word'
        zpty -n -w shell "$2"$'\t\x18d'
        for i in {1..600}; do
            [[ -f $3.ended ]] && break
            sleep 0.1
        done
        zpty -d shell
        """;

    private const string Bash =
        """
        source completions
        bind '"\ea": insert-completions'
        bind -x '"\C-xd": printf "%s" "$READLINE_LINE" > hits; : > hits.ended'
        """;

    private const string Fish = "source $argv[1]; complete -C $argv[2] > $argv[3]";

    private const string PowerShell =
        """
        param($script, $line, $hits)
        Get-Content -Raw $script | Invoke-Expression
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches |
            ForEach-Object { $_.CompletionText } | Out-File $hits
        """;

    private readonly CliFolder _folder = new();

    public ShellFolder()
    {
        Directory.CreateDirectory(_folder.File("bin"));
        Directory.CreateDirectory(_folder.File("work"));
        Directory.CreateDirectory(_folder.File("work/folder"));
        _folder.Write("work/catalog.psx", string.Empty);
        _folder.Write("work/cat alog.psx", string.Empty);
        string program = _folder.Write("bin/productspace", $"#!/bin/sh\nexec dotnet \"{typeof(CommandLine).Assembly.Location}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Returns the path of a program; null where it is not installed.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Returns what a shell offers at the end of a line, without quotes and the marks of folders.</summary>
    public string[] Offer(string shell, string line)
    {
        (int code, string script, _) = Cli.Run("completions", shell);
        Assert.Equal(0, code);
        _folder.Write("work/completions", script);
        string hits = _folder.File("work/hits");
        if (shell == "bash")
        {
            _folder.Write("work/init", Bash);
            string all = Run("script", ["-qfc", $"'{Find("bash")}' --noprofile --rcfile init -i", "/dev/null"], $"{line}\u001ba\u0018d");
            Assert.True(File.Exists(hits), all);

            // All offers stand in the line, in place of the word.
            return Plain(File.ReadAllText(hits)[(line.LastIndexOf(' ') + 1)..].Replace("\\ ", "\0", StringComparison.Ordinal).Split(' '));
        }

        string said = shell switch
        {
            "zsh" => Run("zsh", ["-f", _folder.Write("drive", Zsh), "completions", line, hits]),
            "fish" => Run("fish", ["--no-config", "-c", Fish, "completions", line, hits]),
            _ => Run("pwsh", ["-NoProfile", "-NonInteractive", "-File", _folder.Write("drive.ps1", PowerShell), "completions", line, hits]),
        };
        Assert.True(File.Exists(hits), said);
        return Plain(File.ReadAllLines(hits).Select(one => one.Split('\t')[0]));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Plain(IEnumerable<string> offers) =>
    [
        .. offers
            .Select(offer => offer.Replace('\0', ' ').Trim('\'').TrimEnd('/'))
            .Select(offer => offer.StartsWith("./", StringComparison.Ordinal) ? offer[2..] : offer)
            .Where(offer => offer.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Runs a shell, whose keys are pressed at once and whose input stays open until it wrote its offers.</summary>
    private string Run(string program, string[] words, string? keys = null)
    {
        ProcessStartInfo start = new(Find(program)!, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.File("work"),
        };
        start.Environment["PATH"] = _folder.File("bin") + Path.PathSeparator + start.Environment["PATH"];
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["TERM"] = "xterm";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (keys is not null)
        {
            process.StandardInput.Write(keys);
            process.StandardInput.Flush();
            SpinWait.SpinUntil(() => File.Exists(_folder.File("work/hits.ended")), TimeSpan.FromSeconds(60));

            // The line is not empty, so that the end of the input does not end the shell.
            process.Kill(entireProcessTree: true);
        }

        process.StandardInput.Close();
        process.WaitForExit();
        return output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult();
    }
}
