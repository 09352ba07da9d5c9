using ProductSpace.Generations.Shipping;
using ProductSpace.Generations.Tests.Shipping;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>A fetch whose n-th call to the system fails, for every n, or whose host is killed at any time: the folder has the old generation or the new one, whole, and the next fetch goes on.</summary>
public class FetchFaultTests(SmallShops shops) : IClassFixture<SmallShops>
{
    private const int KillsOfTheSuite = 4;

    /// <summary>Kills go on until one came within a transfer.</summary>
    private const int MostKills = 40;

    /// <summary>The first calls are tried one by one; of the later ones, which copy sections, the suite tries some.</summary>
    private const int CallsOneByOne = 20;

    [Theory]
    [InlineData("no space", false)]
    [InlineData("device error", true)]
    [InlineData("not permitted", false)]
    public async Task Fetch_AnyCallFails_LeavesAWholeGenerationAndGoesOn(string error, bool afterwards)
    {
        using TemporaryFolder source = new();
        new GenerationFolder(source.Root).Publish(shops[1]);
        byte[] expected = File.ReadAllBytes(shops[1]);
        bool failed = true;
        int calls = 0;
        for (int call = 1; failed; call += call < CallsOneByOne ? 1 : Campaign.Stride(7))
        {
            using TemporaryFolder target = new();
            new GenerationFolder(target.Root).Publish(shops[0]);
            FailingFiles files = new(SystemFiles.Instance, call, () => error == "not permitted" ? new UnauthorizedAccessException(error) : new IOException(error), afterwards);
            Exception? fault = await Record.ExceptionAsync(() => new GenerationFetcher(new FolderSource(source.Root), target.Root, new FetchOptions(), files).FetchAsync());
            failed = files.HasFailed;
            calls++;
            Assert.True(fault is null or IOException or UnauthorizedAccessException, $"{fault}");
            Generation current = new GenerationFolder(target.Root).FindCurrent()!;
            using (ProductIndex index = ProductIndex.Open(current.Path, OpenMode.Verify))
            {
                Assert.True(SmallShops.WordOf(index) == 1 || (fault is not null && SmallShops.WordOf(index) == 0), $"call {call}: {fault}");
            }

            FetchReport report = await new GenerationFetcher(source.Root, target.Root).FetchAsync();
            Assert.Equal(expected, File.ReadAllBytes(report.Generation.Path));
            Assert.DoesNotContain(Directory.GetFiles(target.Root), path => Path.GetFileName(path).StartsWith('.'));
        }

        Assert.InRange(calls, 20, 2000);
    }

    [Fact]
    public async Task Fetch_KilledAnyTime_LosesNothingAcknowledged()
    {
        int kills = Campaign.Size(KillsOfTheSuite);
        Random random = new(17);
        using FetchFolders folders = new(shops[0]);

        // A link so slow that kills fall into it.
        folders.Server.Behave = (_, name, answer) =>
        {
            if (name != "CURRENT")
            {
                Thread.Sleep(1);
            }
        };
        GenerationFolder source = new(folders.Source);
        int resumed = 0;
        for (int kill = 0; kill < kills || (resumed == 0 && kill < MostKills); kill++)
        {
            using CancellationTokenSource end = new();
            Task publishing = Task.Run(() =>
            {
                for (int i = 0; !end.IsCancellationRequested; i++)
                {
                    source.Publish(shops[i % SmallShops.Shops]);
                    source.Prune(8);
                }
            });
            int acknowledged;
            try
            {
                acknowledged = ChildHost.KillAfter(random.Next(80), "fetch-loop", folders.Server.Address, folders.Target);
            }
            finally
            {
                await end.CancelAsync();
                await publishing;
            }

            Generation current = folders.Here.FindCurrent()!;
            Assert.True(current.Number >= acknowledged, $"{acknowledged} was acknowledged, {current.Number} is there");
            using (ProductIndex index = ProductIndex.Open(current.Path, OpenMode.Verify))
            {
                Assert.InRange(SmallShops.WordOf(index), 0, SmallShops.Shops);
            }

            resumed += folders.Hidden.Length > 0 ? 1 : 0;
            FetchReport report = await folders.FetchAsync();
            Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
            Assert.DoesNotContain(folders.Hidden, name => name.StartsWith(".incoming", StringComparison.Ordinal));
        }

        Assert.NotEqual(0, resumed);
    }
}
