// HNSWIndex.Net as a child process, with the commands of the hnswlib driver: ../hnswlib/README.md. Unit vectors by its
// cosine for unit vectors; efSearch is its MinNN, efConstruction its MaxCandidates. One thread asks; compiled and warm before
// it is timed, since a first pass of all queries is thrown away.
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using HNSWIndex;
using HNSWIndex.Metrics;

namespace ProductSpace.Peers;

internal static class Program
{
    private const float Tolerance = 1e-6f;

    private static float[][] s_rows = [];
    private static float[][] s_queries = [];
    private static float[][] s_truth = [];
    private static HNSWIndex<float[], float>? s_index;
    private static HNSWParameters<float>? s_parameters;

    private static void Main()
    {
        for (string? line; (line = Console.ReadLine()) is not null && line != "quit";)
        {
            string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"'))];
            if (words.Length == 0)
            {
                continue;
            }

            try
            {
                Console.WriteLine(JsonSerializer.Serialize(Answer(words)));
            }
            catch (Exception fault)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { error = $"{words[0]}: {fault.Message}" }));
            }
        }
    }

    private static object Answer(string[] words) => words[0] switch
    {
        "version" => new { peer = "HNSWIndex.Net", package = Package(), compiler = RuntimeInformation.FrameworkDescription, flags = "Release", instructions = System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? "AVX-512" : System.Runtime.Intrinsics.X86.Avx.IsSupported ? "AVX" : "baseline" },
        "load" => Load(words[1]),
        "queries" => new { queries = (s_queries = Unit(Read<float>(words[1]))).Length },
        "truth" => new { queries = (s_truth = Read<float>(words[2])).Length },
        "build" => Build(Number(words[1]), Number(words[2]), Number(words[3])),
        "search" => Search(Number(words[1]), Number(words[2])),
        _ => throw new ArgumentException("use version, load, queries, truth, build, search or quit"),
    };

    private static string Package() => typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "Peer").Value!;

    private static object Load(string path)
    {
        s_rows = Unit(Read<float>(path));
        s_index = null;
        return new { rows = s_rows.Length, dimension = s_rows[0].Length, stride = s_rows[0].Length };
    }

    private static object Build(int m, int efConstruction, int threads)
    {
        Stopwatch wall = Stopwatch.StartNew();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        s_parameters = new HNSWParameters<float> { MaxEdges = m, MaxCandidates = efConstruction, DistributionRate = 1 / Math.Log(m), CollectionSize = s_rows.Length, AllowRemovals = false, RandomSeed = 100 };
        HNSWIndex<float[], float> index = new(CosineMetric.UnitCompute, s_parameters);
        int[] places = new int[s_rows.Length];
        Parallel.For(0, s_rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, row => places[index.Add(s_rows[row])] = row);
        s_rowOf = places;
        s_index = index;
        return new
        {
            M = m, efConstruction, threads, wallSeconds = wall.Elapsed.TotalSeconds,
            cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds,
            peakResidentMegabytes = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
        };
    }

    private static int[] s_rowOf = [];

    private static object Search(int k, int efSearch)
    {
        HNSWIndex<float[], float> index = s_index ?? throw new InvalidOperationException("build first");
        s_parameters!.MinNN = Math.Max(k, efSearch);
        foreach (float[] query in s_queries)
        {
            index.KnnQuery(query, k);
        }

        double[] microseconds = new double[s_queries.Length];
        int[][] found = new int[s_queries.Length][];
        double cpu = ThreadSeconds();
        for (int i = 0; i < found.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            found[i] = [.. index.KnnQuery(s_queries[i], k).Select(hit => hit.Id)];
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        cpu = ThreadSeconds() - cpu;
        Array.Sort(microseconds);
        double hits = 0;
        for (int i = 0; i < found.Length; i++)
        {
            float least = s_truth[i][k - 1] - Tolerance;
            hits += found[i].Count(id => Dot(s_queries[i], s_rows[s_rowOf[id]]) >= least);
        }

        return new
        {
            ef = efSearch, k, recall = hits / k / found.Length, qps = found.Length / cpu, cpuMicroseconds = cpu / found.Length * 1e6,
            p50Microseconds = At(microseconds, 0.5), p99Microseconds = At(microseconds, 0.99), p999Microseconds = At(microseconds, 0.999),
        };
    }

    private static float Dot(float[] a, float[] b)
    {
        Vector<float> sums = default;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sums += new Vector<float>(a, i) * new Vector<float>(b, i);
        }

        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    /// <summary>CPU time of this thread, collections of garbage by other threads not counted: that is in its favour.</summary>
    private static double ThreadSeconds()
    {
        Timespec time = default;
        const int threadCpu = 3;
        return clock_gettime(threadCpu, ref time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : throw new InvalidOperationException("no clock of the thread");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, ref Timespec time);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static float[][] Unit(float[][] rows)
    {
        foreach (float[] row in rows)
        {
            float norm = MathF.Sqrt(Dot(row, row));
            for (int i = 0; i < row.Length; i++)
            {
                row[i] /= norm;
            }
        }

        return rows;
    }

    /// <summary>fvecs or ivecs.</summary>
    private static T[][] Read<T>(string path)
        where T : unmanaged
    {
        List<T[]> rows = [];
        using BinaryReader reader = new(new BufferedStream(File.OpenRead(path), 1 << 20));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            T[] row = new T[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            rows.Add(row);
        }

        return [.. rows];
    }
}
