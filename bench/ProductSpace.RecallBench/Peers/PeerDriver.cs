using System.Diagnostics;
using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>The child process around a peer: one command a line, one line of JSON back.</summary>
internal sealed class PeerDriver : IDisposable
{
    private readonly Process _process;
    private readonly string _peer;

    /// <summary>
    /// The peer's name is that of its folder below bench/peers. With <paramref name="hugePages"/> glibc asks the kernel for huge
    /// pages for all that the process allocates (madvise; glibc 2.35).
    /// </summary>
    public PeerDriver(string path, string peer, bool hugePages = false)
    {
        _peer = peer;
        ProcessStartInfo start = new(Path.GetFullPath(path)) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (hugePages)
        {
            start.Environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1";
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new IOException($"{path}: cannot be started ({fault.Message}); build it with make -C bench/peers/{peer}", fault);
        }
    }

    /// <summary>Sends a command; its answer, or the driver's error as an exception.</summary>
    public JsonElement Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string? line = _process.StandardOutput.ReadLine();
        if (line is null)
        {
            throw new IOException($"the {_peer} driver ended at \"{command}\"");
        }

        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement answer = document.RootElement.Clone();
        return answer.TryGetProperty("error", out JsonElement error)
            ? throw new InvalidOperationException($"{_peer} driver, \"{command}\": {error.GetString()}")
            : answer;
    }

    public static string Quote(string path) => "\"" + Path.GetFullPath(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
