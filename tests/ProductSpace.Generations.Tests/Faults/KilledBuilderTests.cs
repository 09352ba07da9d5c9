using System.Globalization;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// A build is killed at any time, over a snapshot that stands there: under the name is the last snapshot that was finished, or
/// the one after it, whole, and the next build gives the bytes of one that nobody disturbed. A campaign, see
/// <see cref="Campaign"/>.
/// </summary>
public sealed class KilledBuilderTests(ITestOutputHelper output) : IDisposable
{
    private const int KillsOfTheSuite = 5;

    /// <summary>Kills go on until one came while a hidden file stood there; about one of four does.</summary>
    private const int MostKills = 60;

    private const int LongestWait = 220;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_KilledAnyTime_LeavesAWholeSnapshotAndTheNextGivesTheSameBytes()
    {
        int kills = Campaign.Size(KillsOfTheSuite);
        (int wrong, int hidden, int changed) = Kill(kills, twin: false);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills:N0} kills: {hidden:N0} left a hidden file, {changed:N0} came between the name and the word, {wrong:N0} wrong"));
        Assert.Equal(0, wrong);
        Assert.NotEqual(0, hidden);

        // What the killed ones left goes with the next build, as soon as it is old enough to be nobody's.
        foreach (string left in HiddenFiles())
        {
            File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        }

        Assert.Equal(0, ChildHost.Run([], "build-once", Target, "0").Code);
        Assert.Empty(HiddenFiles());
        Assert.Equal(File.ReadAllBytes(_folder.File("0.psx")), File.ReadAllBytes(Target));
    }

    [Fact]
    public void Twin_WritesInPlace_IsCaught() => Assert.NotEqual(0, Kill(12, twin: true).Wrong);

    private string Target => _folder.File("shop.psx");

    private (int Wrong, int Hidden, int Changed) Kill(int kills, bool twin)
    {
        string[] shops = [_folder.File("0.psx"), _folder.File("1.psx")];
        byte[][] whole = [.. shops.Select((path, shop) => Built(path, shop))];
        Assert.False(whole[0].AsSpan().SequenceEqual(whole[1]));
        Random random = new(23);
        (int wrong, int hidden, int changed) = (0, 0, 0);
        for (int kill = 0; twin ? kill < kills && wrong == 0 : kill < kills || (hidden == 0 && kill < MostKills); kill++)
        {
            int before = HiddenFiles().Length;
            string[] child = twin ? ["build-in-place", Target, .. shops] : ["build-loop", Target];
            int acknowledged = ChildHost.KillAfter(random.Next(LongestWait), child);
            byte[] there = File.ReadAllBytes(Target);
            bool isLast = there.AsSpan().SequenceEqual(whole[acknowledged % 2]);
            bool isNext = there.AsSpan().SequenceEqual(whole[(acknowledged + 1) % 2]);
            wrong += isLast || isNext ? 0 : 1;
            changed += isNext ? 1 : 0;
            hidden += HiddenFiles().Length > before ? 1 : 0;
        }

        return (wrong, hidden, changed);
    }

    private static byte[] Built(string path, int shop)
    {
        Assert.Equal(0, ChildHost.Run([], "build-once", path, shop.ToString(CultureInfo.InvariantCulture)).Code);
        return File.ReadAllBytes(path);
    }

    private string[] HiddenFiles() => [.. Directory.GetFiles(_folder.Root).Where(path => Path.GetFileName(path).StartsWith('.'))];
}
