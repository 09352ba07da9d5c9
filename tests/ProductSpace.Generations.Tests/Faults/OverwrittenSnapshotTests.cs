using System.Diagnostics;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// Somebody overwrites the file that a running shop has mapped, in the ways that people do: the guarded shop goes on and its
/// answers stay as they were. The unguarded one dies or answers wrong. A campaign, see <see cref="Campaign"/>.
/// </summary>
public sealed class OverwrittenSnapshotTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("cp \"$1\" \"$2\"")]
    [InlineData("> \"$2\"")]
    [InlineData("dd if=\"$1\" of=\"$2\" bs=4096 conv=notrunc")]
    [InlineData("truncate -s 4096 \"$2\" || { sleep 0.3; truncate -s 4096 \"$2\"; }")]
    [InlineData("cat \"$1\" >> \"$2\"")]
    public void Serve_GuardedFileOverwritten_GoesOnWithTheSameAnswers(string command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "leases are Linux's");
        int rounds = Campaign.Size(1);
        for (int round = 0; round < rounds; round++)
        {
            (string? answer, int code) = Overwrite("guarded", command);
            Assert.StartsWith("right", answer, StringComparison.Ordinal);
            Assert.Equal(0, code);
        }
    }

    /// <summary>Two shops on one file: the one who overwrites waits for both.</summary>
    [SkippableFact]
    public void Serve_TwoGuardedProcesses_BothGoOn()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "leases are Linux's");
        Generation generation = Publish();
        using Process first = ChildHost.Start([], input: true, "serve", _folder.Root, "guarded");
        using Process second = ChildHost.Start([], input: true, "serve", _folder.Root, "guarded");
        Assert.StartsWith("serving", first.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Assert.StartsWith("serving", second.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Shell("cp \"$1\" \"$2\"", shops[1], generation.Path);
        Assert.StartsWith("right", Ask(first), StringComparison.Ordinal);
        Assert.StartsWith("right", Ask(second), StringComparison.Ordinal);
        Assert.Equal((0, 0), (End(first), End(second)));
    }

    /// <summary>The harness must see a shop without the guard die, or answer wrong.</summary>
    [SkippableTheory]
    [InlineData("cp \"$1\" \"$2\"")]
    [InlineData("> \"$2\"")]
    [InlineData("dd if=\"$1\" of=\"$2\" bs=4096 conv=notrunc")]
    [InlineData("truncate -s 4096 \"$2\"")]
    public void Serve_TwinWithoutGuard_IsCaught(string command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "leases are Linux's");
        (string? answer, int code) = Overwrite("unguarded", command);
        Assert.False(answer?.StartsWith("right", StringComparison.Ordinal) == true && code == 0, answer);
    }

    /// <summary>A file that is being written is not taken on at all.</summary>
    [SkippableFact]
    public void Open_GuardedFileOpenForWriting_IsRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "leases are Linux's");
        Generation generation = Publish();
        using Process writer = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3>>\"$1\"; echo open; read line", "sh", generation.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("open", writer.StandardOutput.ReadLine());
        IOException fault = Assert.ThrowsAny<IOException>(() => IndexFollower.Open(_folder.Root, new FollowerOptions { GuardOverwrites = true }).Dispose());
        Assert.Contains("open for writing", fault.Message, StringComparison.Ordinal);
        writer.StandardInput.WriteLine();
        writer.WaitForExit();
        IndexFollower.Open(_folder.Root, new FollowerOptions { GuardOverwrites = true }).Dispose();
    }

    /// <summary>Who operates the shop can tell whether its files are guarded, and that one was overwritten.</summary>
    [SkippableFact]
    public void Status_OpenedInEachWay_TellsTheProtection()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "leases are Linux's");
        Generation generation = Publish();
        using IndexFollower plain = IndexFollower.Open(_folder.Root);
        Assert.Equal(OverwriteProtection.None, plain.Status.Protection);
        using IndexFollower copied = IndexFollower.Open(_folder.Root, new FollowerOptions { CopyToMemory = true });
        Assert.Equal(OverwriteProtection.Copy, copied.Status.Protection);
        plain.Dispose();
        int changes = 0;
        using IndexFollower guarded = IndexFollower.Open(_folder.Root, new FollowerOptions { GuardOverwrites = true, PollInterval = TimeSpan.FromHours(1), UseWatcher = false, OnChange = _ => changes++ });
        Assert.Equal(OverwriteProtection.Lease, guarded.Status.Protection);
        Shell("cat \"$1\" >> \"$2\"", shops[1], generation.Path);
        guarded.Look();
        Assert.Equal((OverwriteProtection.Copy, 1), (guarded.Status.Protection, changes));
    }

    private (string? Answer, int Code) Overwrite(string guard, string command)
    {
        Generation generation = Publish();
        using Process shop = ChildHost.Start([], input: true, "serve", _folder.Root, guard);
        Assert.StartsWith("serving", shop.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Shell(command, shops[1], generation.Path);
        string? answer = Ask(shop);
        return (answer, End(shop));
    }

    private Generation Publish()
    {
        Generation generation = new GenerationFolder(_folder.Root).Publish(shops[0]);
        if (!OperatingSystem.IsWindows())
        {
            // As whoever overwrites it would have to.
            File.SetUnixFileMode(generation.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return generation;
    }

    private static string? Ask(Process shop)
    {
        try
        {
            shop.StandardInput.WriteLine("again");
            shop.StandardInput.Flush();
            return shop.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            // It is not there any more.
            return null;
        }
    }

    private static int End(Process shop)
    {
        Record.Exception(shop.StandardInput.Close);
        shop.WaitForExit();
        return shop.ExitCode;
    }

    /// <summary>A program that opens without waiting, as truncate does, is turned away the first time.</summary>
    private static void Shell(string command, string source, string target)
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec 2>/dev/null; {command}", "sh", source, target]) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
