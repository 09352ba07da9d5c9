using System.Diagnostics;
using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Hosting;

/// <summary>
/// `shops`: one process that serves shops of many sizes under caps on open shops and mapped bytes. Each shop has a copy of a
/// snapshot of its own; the number of shops of a size falls with the root of the size. Two threads ask, a third looks all the
/// while whether the caps hold.
/// </summary>
internal static class ShopsCommand
{
    private const int Views = 3;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    public static void Run(Arguments arguments)
    {
        string[] snapshots = arguments.Text("snapshots").Split(',');
        string folder = arguments.Text("folder");
        int shops = arguments.Number("shops", 500);
        int mostOpen = arguments.Number("max-open", 100);
        int mebibytes = arguments.Number("max-mebibytes", 1024);
        int requests = arguments.Number("requests", 20_000);
        int threads = arguments.Number("threads", 2);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        Kind[] kinds = [.. snapshots.Select(Kind.Read).OrderBy(kind => kind.Products)];
        int[] kindOf = Deal(kinds, shops);
        for (int shop = 0; shop < shops; shop++)
        {
            string directory = Path.Combine(folder, Name(shop));
            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory);
                new GenerationFolder(directory).Publish(kinds[kindOf[shop]].Path);
            }
        }

        Progress.Say($"{shops} shops in {folder}");
        using ProductShops many = new(new ManyShopsOptions { Root = folder, MaxOpenShops = mostOpen, MaxMappedBytes = (long)mebibytes << 20 });
        using CancellationTokenSource end = new();
        Task<Peak> peak = Task.Factory.StartNew(() => Watch(many, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Stopwatch clock = Stopwatch.StartNew();
        List<Request>[] asked = Ask(many, kinds, kindOf, requests, threads);
        double seconds = clock.Elapsed.TotalSeconds;
        end.Cancel();
        Write(arguments.Line, output, kinds, kindOf, [.. asked.SelectMany(list => list)], seconds, many, peak.GetAwaiter().GetResult(), mostOpen, mebibytes);
    }

    /// <summary>Which snapshot each shop has: shares as one over the root of the size, mixed by a seed.</summary>
    private static int[] Deal(Kind[] kinds, int shops)
    {
        double all = kinds.Sum(kind => 1 / Math.Sqrt(kind.Products));
        int[] dealt = new int[shops];
        int next = 0;
        for (int kind = kinds.Length - 1; kind >= 0; kind--)
        {
            int count = kind == 0 ? shops - next : Math.Max(1, (int)(shops / Math.Sqrt(kinds[kind].Products) / all));
            dealt.AsSpan(next, Math.Min(count, shops - next)).Fill(kind);
            next = Math.Min(shops, next + count);
        }

        new Random(1).Shuffle(dealt);
        return dealt;
    }

    private static List<Request>[] Ask(ProductShops many, Kind[] kinds, int[] kindOf, int requests, int threads)
    {
        List<Request>[] asked = [.. Enumerable.Range(0, threads).Select(_ => new List<Request>(requests / threads))];
        Thread[] workers = [.. asked.Select((list, number) => new Thread(() => AskSome(list, number)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return asked;

        void AskSome(List<Request> list, int number)
        {
            Random random = new(100 + number);
            Neighbor[] hits = new Neighbor[10];
            string[] viewed = new string[Views];
            for (int request = 0; request < requests / threads; request++)
            {
                int shop = (int)(kindOf.Length * Math.Pow(random.NextDouble(), 3));
                Kind kind = kinds[kindOf[shop]];
                for (int view = 0; view < Views; view++)
                {
                    viewed[view] = kind.Ids[random.Next(kind.Ids.Length)];
                }

                long start = Stopwatch.GetTimestamp();
                bool full;
                using (IndexLease lease = many.Acquire(Name(shop)))
                {
                    full = lease.SearchSession(viewed, hits).Count == hits.Length;
                }

                list.Add(new Request(kindOf[shop], Stopwatch.GetElapsedTime(start).TotalMicroseconds, full));
            }
        }
    }

    private static Peak Watch(ProductShops many, CancellationToken end)
    {
        Peak peak = new();
        while (!end.IsCancellationRequested)
        {
            ManyShopsStatus status = many.Status;
            peak.Looks++;
            peak.Open = Math.Max(peak.Open, status.Open);
            peak.Mapped = Math.Max(peak.Mapped, status.MappedBytes);
            peak.Troubled = Math.Max(peak.Troubled, status.Troubled.Count);
            Thread.Sleep(s_look);
        }

        return peak;
    }

    private static void Write(string line, string? output, Kind[] kinds, int[] kindOf, Request[] asked, double seconds, ProductShops many, Peak peak, int mostOpen, int mebibytes)
    {
        Markdown page = new();
        page.Line("# Shops of many sizes in one process").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {line}`");
        page.Line($"- caps: {mostOpen} open shops, {mebibytes} MiB of maps; opened `Quick` when asked for; a shop's number is the cube of a uniform one, a session is {Views} products that a shop has");
        page.Line();
        List<string[]> rows = [];
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            double[] sorted = [.. asked.Where(request => request.Kind == kind).Select(request => request.Microseconds).Order()];
            int count = kindOf.Count(one => one == kind);
            rows.Add(
            [
                Figure(kinds[kind].Products), Figure(count), Figure(kinds[kind].Bytes / 1048576.0), Figure(count * kinds[kind].Bytes / 1048576.0), Figure(sorted.Length),
                .. new[] { 0.5, 0.9, 0.99, 1 }.Select(share => sorted.Length == 0 ? "-" : Figure(Statistics.Percentile(sorted, share))),
            ]);
        }

        page.Table(["products", "shops", "MiB each", "MiB together", "requests", "p50 us", "p90 us", "p99 us", "most us"], rows);
        page.Line();
        page.Line(string.Create(CultureInfo.InvariantCulture, $"{asked.Length:N0} requests in {seconds:0.0} s, openings and closings included; {asked.Count(request => !request.IsFull):N0} answers had fewer than ten products. In {peak.Looks:N0} looks at most {peak.Open} shops were open and {peak.Mapped >> 20:N0} MiB mapped, {peak.Troubled} in trouble; {many.Status.Open} open at the end."));
        page.Line();
        page.Line($"- pages at the end: {PageState.Describe()}");
        page.Publish(output);
    }

    private static string Name(int shop) => $"shop-{shop}";

    private static string Figure(double value) => Markdown.Format(value, value < 10 ? "0.0" : "N0");

    private static string Figure(int value) => Markdown.Format(value, "N0");

    private sealed class Peak
    {
        public int Looks { get; set; }

        public int Open { get; set; }

        public long Mapped { get; set; }

        public int Troubled { get; set; }
    }

    private readonly record struct Request(int Kind, double Microseconds, bool IsFull);

    /// <summary>A snapshot that some shops have, and some of its products.</summary>
    private sealed record Kind(string Path, int Products, long Bytes, string[] Ids)
    {
        private const int Known = 256;

        public static Kind Read(string path)
        {
            using ProductIndex index = ProductIndex.Open(path);
            Random random = new(7);
            return new Kind(path, index.Count, new FileInfo(path).Length, [.. Enumerable.Range(0, Known).Select(_ => index.GetProductId(random.Next(index.Count)))]);
        }
    }
}
