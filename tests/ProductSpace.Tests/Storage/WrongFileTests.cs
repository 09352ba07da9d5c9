using System.Diagnostics;
using System.Text;

namespace ProductSpace.Tests.Storage;

/// <summary>Files that are no snapshots end in one clear line, at once.</summary>
public sealed class WrongFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_WrongFiles_SayWhatTheyAre()
    {
        byte[] golden = File.ReadAllBytes(GoldenTests.Path());
        byte[] textMode = [.. golden[..4], .. golden[5..]];
        (string Name, byte[] Bytes)[] files =
        [
            ("empty.psx", []),
            ("text.psx", Encoding.UTF8.GetBytes("2 3\na 1 2 3\nb 4 5 6\n")),
            ("picture.psx", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]),
            ("text-mode.psx", textMode),
            ("cut-in-header.psx", golden[..5000]),
            ("cut.psx", golden[..20_000]),
        ];
        StringBuilder messages = new();
        foreach ((string name, byte[] bytes) in files)
        {
            File.WriteAllBytes(_folder.File(name), bytes);
            messages.Append(Message(() => ProductIndex.Open(_folder.File(name)))).Append('\n');
        }

        messages.Append(Message(() => ProductIndex.Open(_folder.Root))).Append('\n');
        messages.Append(Message(() => ProductIndex.Open(_folder.File("missing.psx")))).Append('\n');
        Snap.Match(messages.ToString().Replace(_folder.Root, "DIR", StringComparison.Ordinal), "WrongFiles_Messages");
    }

    [Fact]
    public void Open_TenGigabytesOfZeros_RefusedAtOnce()
    {
        using (FileStream file = File.Create(_folder.File("zeros.psx")))
        {
            file.SetLength(10L << 30);
        }

        Stopwatch clock = Stopwatch.StartNew();
        Assert.Throws<SnapshotException>(() => ProductIndex.Open(_folder.File("zeros.psx")));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [SkippableFact]
    public void Open_Pipe_RefusedWithoutWaiting()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes are made by mkfifo");
        using Process make = Process.Start("mkfifo", [_folder.File("pipe.psx")]);
        make.WaitForExit();
        IOException error = Assert.ThrowsAny<IOException>(() => ProductIndex.Open(_folder.File("pipe.psx")));
        Assert.Contains("not a regular file", error.Message, StringComparison.Ordinal);
    }

    private static string Message(Action open) => Assert.ThrowsAny<IOException>(open).Message;
}
