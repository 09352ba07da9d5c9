using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// Every state that a power cut can leave, at every step of publishing, going back and pruning: a shop always finds a whole
/// generation, the one before or the one after, and after the acknowledgement the one after. Each way to do it wrong has a
/// state that shows it.
/// </summary>
public class CrashStateTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>
{
    [Fact]
    public void Publish_PowerCutAnywhere_LeavesAWholeGeneration()
    {
        (int states, int bad, string? first) = Cut(PublishTwin.None, disk => FolderState.Publish(disk, shops[1]), before: [1], after: 2);
        Assert.True(bad == 0, first);
        Assert.InRange(states, 20, int.MaxValue);
    }

    [Fact]
    public void Rollback_PowerCutAnywhere_LeavesAWholeGeneration()
    {
        (int states, int bad, string? first) = Cut(PublishTwin.None, disk => new GenerationFolder(FolderState.Directory, disk).Rollback(), before: [1, 2], after: 1);
        Assert.True(bad == 0, first);
        Assert.InRange(states, 8, int.MaxValue);
    }

    [Fact]
    public void Prune_PowerCutAnywhere_LeavesAWholeGeneration()
    {
        (int states, int bad, string? first) = Cut(PublishTwin.None, disk => new GenerationFolder(FolderState.Directory, disk).Prune(1), before: [1, 2, 3], after: 3);
        Assert.True(bad == 0, first);
        Assert.InRange(states, 4, int.MaxValue);
    }

    [Theory]
    [InlineData(PublishTwin.NoFileFlush)]
    [InlineData(PublishTwin.NoDirectoryFlush)]
    [InlineData(PublishTwin.RenamesBeforeFlush)]
    [InlineData(PublishTwin.WritesInPlace)]
    public void Publish_BrokenTwin_IsCaught(PublishTwin twin)
    {
        (_, int bad, _) = Cut(twin, disk => FolderState.Publish(disk, shops[1]), before: [1], after: 2);
        Assert.NotEqual(0, bad);
    }

    /// <summary>After any cut the folder goes on: the next publication is whole, and nothing hidden remains.</summary>
    [Fact]
    public void Publish_AfterAnyPowerCut_GoesOn()
    {
        ModelDisk disk = FolderState.Published(shops[0]);
        List<Dictionary<string, byte[]>> states = [];
        disk.AfterStep = () => states.AddRange(disk.PowerCuts());
        FolderState.Publish(disk, shops[1]);
        FolderState look = new();
        foreach (Dictionary<string, byte[]> state in states)
        {
            ModelDisk recovered = ModelDisk.Of(state);
            int before = look.Look(state).Generation;
            Generation next = FolderState.Publish(recovered, shops[2]);
            Assert.True(next.Number > before);
            Assert.Equal((next.Number, null), look.Look(recovered.Durable()));
            Assert.DoesNotContain(recovered.Now().Keys, path => Path.GetFileName(path).StartsWith('.'));
        }
    }

    private (int States, int Bad, string? First) Cut(PublishTwin twin, Action<ModelDisk> work, int[] before, int after)
    {
        ModelDisk disk = FolderState.Published([.. before.Select(number => shops[number - 1])]);
        disk.Twin = twin;
        FolderState look = new();
        int states = 0;
        int bad = 0;
        string? first = null;
        bool acknowledged = false;
        int old = before[^1];
        disk.AfterStep = Count;
        work(disk);
        acknowledged = true;
        Count();
        output.WriteLine($"{twin}: {bad} bad of {states} states");
        return (states, bad, first);

        void Count()
        {
            foreach (Dictionary<string, byte[]> state in disk.PowerCuts())
            {
                states++;
                (int generation, string? fault) = look.Look(state);
                if (fault is not null || (generation != after && (acknowledged || generation != old)))
                {
                    bad++;
                    first ??= $"generation {generation} of {string.Join(", ", state.Keys)}: {fault}";
                }
            }
        }
    }
}
