using System.Diagnostics;
using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Living;

/// <summary>
/// What queries feel of a swap: a follower on a folder of two generations, one thread that asks, and the pointer set to and
/// fro by replacing CURRENT, as a publisher does last. "During" is from the new pointer to a second after the swap: the other
/// generation is read, verified and warmed up on the follower's thread, filters compiled, the old one unmapped.
/// </summary>
internal static class SwapCommand
{
    public static void Run(Arguments arguments)
    {
        string folder = arguments.Text("folder");
        int rounds = arguments.Number("rounds", 4);
        int seconds = arguments.Number("seconds", 5);
        int k = arguments.Number("k", 10);
        OpenMode mode = Enum.Parse<OpenMode>(arguments.Find("mode") ?? "verify", ignoreCase: true);
        arguments.RefuseUnread();
        string pointer = Path.Combine(folder, "CURRENT");
        GenerationFolder generations = new(folder);
        byte[][] pointers = [File.ReadAllBytes(pointer), []];
        generations.Rollback();
        pointers[1] = File.ReadAllBytes(pointer);

        using ManualResetEventSlim swapped = new();
        double prepared = 0;
        using IndexFollower follower = IndexFollower.Open(folder, new FollowerOptions { Mode = mode, PollInterval = TimeSpan.FromMilliseconds(50), OnChange = _ => swapped.Set() });
        QueryLoop loop;
        using (IndexLease lease = follower.Acquire())
        {
            loop = new QueryLoop(lease.Index, k, seed: 1);
        }

        Ask(follower, loop, () => loop.Count < 20_000);
        Console.WriteLine($"{Machine.Describe()}\n\n    RecallBench {arguments.Line}\n");
        Console.WriteLine("| round | phase | seconds | queries | p50 us | p99 us | p99.9 us | slowest us |\n|---|---|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Ask(follower, loop, () => Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
            Print(round, "before", seconds, loop);
            swapped.Reset();
            string hidden = Path.Combine(folder, ".pointer");
            File.WriteAllBytes(hidden, pointers[round % 2]);
            File.Move(hidden, pointer, overwrite: true);
            start = Stopwatch.GetTimestamp();
            long done = 0;
            Ask(follower, loop, () =>
            {
                done = done == 0 && swapped.IsSet ? Stopwatch.GetTimestamp() : done;
                return done == 0 || Stopwatch.GetElapsedTime(done).TotalSeconds < 1;
            });
            prepared = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Print(round, follower.Status.Refusal ?? "during", prepared, loop);
        }
    }

    private static void Ask(IndexFollower follower, QueryLoop loop, Func<bool> goesOn)
    {
        loop.Begin();
        while (goesOn())
        {
            long from = Stopwatch.GetTimestamp();
            using IndexLease lease = follower.Acquire();
            loop.Ask(lease.Index, from);
        }
    }

    private static void Print(int round, string phase, double seconds, QueryLoop loop)
    {
        double[] p = loop.Percentiles();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round + 1} | {phase} | {seconds:F1} | {loop.Count:N0} | {p[0]:F0} | {p[1]:F0} | {p[2]:F0} | {p[3]:F0} |"));
    }
}
