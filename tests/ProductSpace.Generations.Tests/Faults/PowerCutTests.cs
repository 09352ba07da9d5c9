using System.Diagnostics;
using System.Globalization;
using ProductSpace.Memory;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// The power is cut under a publisher on a real ext4, at any moment: what was acknowledged is there, whole, after the restart.
/// Publishers that leave a flush out must be caught. A campaign, see <see cref="Campaign"/>. The device here
/// keeps what it was given, in order; that it may not is what the model disk is for.
/// </summary>
public class PowerCutTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>
{
    private const int CutsOfTheSuite = 20;

    /// <summary>Cuts go on until publications were acknowledged between them; on a busy machine few are.</summary>
    private const int MostCuts = 400;
    private const int MostCutsOfATwin = 400;

    [SkippableTheory]
    [InlineData("")]
    [InlineData("noauto_da_alloc")]
    public void Publish_PowerCutAnyTime_LosesNothingAcknowledged(string options)
    {
        Skip.If(Mounted.MissingExt4 is not null, Mounted.MissingExt4);
        int cuts = Campaign.Size(CutsOfTheSuite);
        (int made, int acknowledged, List<string> faults) = Cut(options, new ReadingFiles(SystemFiles.Instance), cuts, stopAtFault: false, leastAcknowledged: cuts / 10);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\"{options}\": {made:N0} cuts, {acknowledged:N0} publications acknowledged, {faults.Count} faults"));
        Assert.Empty(faults);
        Assert.InRange(made, cuts, int.MaxValue);
        Assert.InRange(acknowledged, cuts / 10, int.MaxValue);
    }

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Publish_TwinWithoutAFlush_IsCaught(bool skipsFiles, bool skipsFolder)
    {
        Skip.If(Mounted.MissingExt4 is not null, Mounted.MissingExt4);
        (int made, int acknowledged, List<string> faults) = Cut("noauto_da_alloc", new ReadingFiles(SystemFiles.Instance) { SkipsFiles = skipsFiles, SkipsFolder = skipsFolder }, MostCutsOfATwin, stopAtFault: true);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"without the flush of {(skipsFiles ? "files" : "the folder")}: {made:N0} cuts, {acknowledged:N0} acknowledged: {string.Join("; ", faults)}"));
        Assert.NotEmpty(faults);
    }

    private (int Cuts, int Acknowledged, List<string> Faults) Cut(
        string options, IFileOperations files, int cuts, bool stopAtFault, int leastAcknowledged = 0)
    {
        List<string> faults = [];
        int total = 0;
        int made = 0;
        Random random = new(13);
        Mounted disk = Mounted.Ext4(options);
        try
        {
            // Cuts fall anywhere into the first two publications or so, however slow the machine is.
            Stopwatch clock = Stopwatch.StartNew();
            new GenerationFolder(disk.Root).Publish(shops[0]);
            new GenerationFolder(disk.Root).Publish(shops[1]);
            double milliseconds = clock.Elapsed.TotalMilliseconds;
            while ((made < cuts || (total < leastAcknowledged && made < MostCuts)) && (!stopAtFault || faults.Count == 0))
            {
                int acknowledged = 0;
                Thread publisher = new(() => Publish(new GenerationFolder(disk.Root, files), ref acknowledged, ref total));
                publisher.Start();
                Thread.Sleep((int)(random.NextDouble() * milliseconds));
                disk.CutPower();
                publisher.Join();
                disk.Restart();
                made++;
                if (Look(disk.Root, acknowledged) is string fault)
                {
                    faults.Add($"cut {made}: {fault}");
                    disk.Dispose();
                    disk = Mounted.Ext4(options);
                    new GenerationFolder(disk.Root).Publish(shops[0]);
                }
            }
        }
        finally
        {
            disk.Dispose();
        }

        return (made, total, faults);
    }

    private void Publish(GenerationFolder folder, ref int acknowledged, ref int total)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                Volatile.Write(ref acknowledged, folder.Publish(shops[i % 3]).Number);
                total++;
                folder.Prune(2);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The power is off.
        }
    }

    private static string? Look(string root, int acknowledged)
    {
        try
        {
            Generation? current = new GenerationFolder(root).FindCurrent();
            if (current is null || current.Number < acknowledged)
            {
                return $"generation {acknowledged} was acknowledged, {current?.Number} is there";
            }

            using ProductIndex index = ProductIndex.Open(SystemFiles.Instance.OpenCopy(current.Path), current.Path, OpenMode.Verify);
            return SmallShops.WordOf(index) is >= 0 and < 3 ? null : "answers wrong";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    /// <summary>Reads files instead of mapping them: a map whose device is gone ends the process, which is another test's business.</summary>
    private sealed class ReadingFiles(IFileOperations inner) : ForwardingFiles(inner)
    {
        public bool SkipsFiles { get; init; }

        public bool SkipsFolder { get; init; }

        public override IByteOwner OpenRead(string path) => Inner.OpenCopy(path);

        public override INewFile CreateNew(string path) => SkipsFiles ? new Unflushed(base.CreateNew(path)) : base.CreateNew(path);

        public override void FlushDirectory(string directory)
        {
            if (!SkipsFolder)
            {
                base.FlushDirectory(directory);
            }
        }

        private sealed class Unflushed(INewFile inner) : INewFile
        {
            public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

            public void Flush()
            {
                // Left out.
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
