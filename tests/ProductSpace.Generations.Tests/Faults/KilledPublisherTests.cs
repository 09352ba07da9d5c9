using System.Globalization;
using ProductSpace.Generations.Folders;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>A publisher is killed at any time: what it acknowledged is there, whole, and the next one goes on. A campaign.</summary>
public sealed class KilledPublisherTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>, IDisposable
{
    private const int KillsOfTheSuite = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_KilledAnyTime_LosesNothingAcknowledged()
    {
        int kills = Campaign.Size(KillsOfTheSuite);
        Random random = new(11);
        GenerationFolder folder = new(_folder.Root);
        int hidden = 0;
        int ahead = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            int acknowledged = ChildHost.KillAfter(random.Next(60), "publish-loop", _folder.Root, shops[0], shops[1]);
            Generation current = folder.FindCurrent()!;
            Assert.InRange(current.Number, acknowledged, acknowledged + 1);
            ahead += current.Number - acknowledged;
            hidden += HiddenFiles() > 0 ? 1 : 0;
            using (ProductIndex index = ProductIndex.Open(current.Path, OpenMode.Verify))
            {
                Assert.Contains(SmallShops.WordOf(index), new[] { 0, 1 });
            }

            // The killed one's lock is gone, and so are its hidden files after the next publication.
            Assert.True(folder.Publish(shops[2]).Number > current.Number);
            Assert.Equal(0, HiddenFiles());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills:N0} kills: {hidden:N0} left hidden files, {ahead:N0} came between the pointer and the word"));
    }

    [Fact]
    public void Pointer_TwinThatWritesInPlace_IsCaught()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        byte[] sound = File.ReadAllBytes(_folder.File("CURRENT"));
        int damaged = 0;
        for (int kill = 0; kill < 5 && damaged == 0; kill++)
        {
            File.Delete(_folder.File("CURRENT"));
            File.WriteAllBytes(_folder.File("CURRENT"), sound);
            ChildHost.KillAfter(35 + kill, "publish-in-place", _folder.Root);
            damaged += Record.Exception(() => CurrentPointer.Parse("CURRENT", File.ReadAllBytes(_folder.File("CURRENT")))) is GenerationException ? 1 : 0;
        }

        Assert.NotEqual(0, damaged);
    }

    /// <summary>
    /// The real call fails in the kernel: files are flushed by 1 (snapshot) and 3 (pointer), the folder by 2 and 4. The runtime's
    /// own flush would not tell. After 4 the pointer is set, and the message says that this may not last.
    /// </summary>
    [SkippableTheory]
    [InlineData(1, 1, "did not accept the data")]
    [InlineData(2, 1, "may not survive a power failure")]
    [InlineData(3, 1, "did not accept the data")]
    [InlineData(4, 2, "may not survive a power failure")]
    public void Publish_FsyncFailsInTheKernel_IsSeen(int call, int current, string message)
    {
        Skip.IfNot(HasTracer(), "needs strace on Linux, and the right to trace");
        GenerationFolder folder = new(_folder.Root);
        folder.Publish(shops[0]);
        (int code, string output) = ChildHost.Run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"inject=fsync:error=EIO:when={call}"], "publish-once", _folder.Root, shops[1]);
        Assert.Equal(1, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Equal(current, folder.FindCurrent()!.Number);
        Assert.Equal(current, folder.List().Count);
        Assert.Equal(current + 1, folder.Publish(shops[2]).Number);
    }

    private int HiddenFiles() => Directory.GetFiles(_folder.Root).Count(path => Path.GetFileName(path).StartsWith('.'));

    internal static bool HasTracer()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"]) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
