using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.VectorData.Tests.Collections;

/// <summary>
/// A writer that is sealed all the time is killed at any time: whatever it acknowledged is there afterwards, what it was
/// writing is there whole or not at all, and the next one goes on. A campaign, see <see cref="Campaign"/>.
/// </summary>
public sealed class KilledWriterTests : IDisposable
{
    /// <summary>Kills go on until a sealing was under way at one.</summary>
    private const int MostKills = 12;

    private const int LongestWait = 900;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writer_KilledAnyTime_LeavesWhatItAcknowledged()
    {
        Random random = new(5);
        int next = 0;
        int number = 0;
        int unfinished = 0;
        for (int kill = 0; kill < Campaign.Size(2) || (unfinished == 0 && kill < MostKills); kill++)
        {
            int acknowledged = KillAfter(random.Next(20, LongestWait), next);
            unfinished += Directory.GetFiles(Path.Combine(_folder.Root, "items"), "changes-*").Length > 1 ? 1 : 0;
            using ProductSpaceVectorStore store = new(_folder.Root);
            ProductSpaceCollection<int, Item> items = (ProductSpaceCollection<int, Item>)store.GetCollection<int, Item>("items");
            List<Item> all = await Shelf.AllAsync(items);

            // The step after the acknowledged one may be there in two halves: written, and its first record deleted.
            int[] sure = [.. Enumerable.Range(0, (acknowledged + 1) * Program.Step).Where(id => id % Program.Step != 0)];
            int[] found = [.. all.Select(item => item.Id)];
            Assert.Equal(sure, found.Take(sure.Length));
            int[] more = [.. found.Skip(sure.Length)];
            int[] step = [.. Enumerable.Range((acknowledged + 1) * Program.Step, Program.Step)];
            Assert.True(more.Length == 0 || more.SequenceEqual(step) || more.SequenceEqual(step.Skip(1)), string.Join(",", more));
            Assert.All(all, item => Assert.Equal(Item.Of(item.Id).Text(), item.Text()));
            Assert.Equal(found.Length, (await items.SearchAsync(Item.Of(3).Vector, found.Length + 10).ToListAsync()).Count);
            Assert.True(items.GetStatus().Number >= number);
            number = items.GetStatus().Number;
            next = acknowledged + 1;
            await items.SealAsync();
        }

        Assert.True(unfinished > 0, "no sealing was under way at any kill");
    }

    /// <summary>Kills a writer some time after its first word; the step that it acknowledged last.</summary>
    private int KillAfter(int milliseconds, int first)
    {
        string host = Environment.ProcessPath is string own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        ProcessStartInfo start = new(host) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "exec", typeof(Program).Assembly.Location, _folder.Root, first.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the writer did not start");
        Thread.Sleep(milliseconds);
        process.Kill();
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // The last line may be cut.
        string[] lines = $"{said}\n{rest[..(rest.LastIndexOf('\n') + 1)]}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(lines[^1], CultureInfo.InvariantCulture);
    }
}
