using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>
/// `ahead`: rows in random order, a neighbor list at a time as a walk asks for them, by how many rows are prefetched
/// ahead of the compared ones. CPU time of a row, medians over passes in turns.
/// </summary>
internal static class AheadCommand
{
    private const int List = 48;
    private static readonly int[] s_dimensions = [32, 100, 384, 768, 1_536];
    private static readonly int[] s_ahead = [4, 6, 8, 12, 16, 20, 28, 36, List];

    public static void Run(Arguments arguments)
    {
        int rows = arguments.Number("rows", 30_000);
        int lists = arguments.Number("lists", 300);
        int passes = arguments.Number("passes", 15);
        int[] dimensions = arguments.Numbers("dimensions", s_dimensions);
        int[] ahead = arguments.Numbers("ahead", s_ahead);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        Markdown page = new();
        page.Line($"# Rows ahead: {rows} rows, lists of {List}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- CPU nanoseconds of a row, medians of {passes} passes in turns; the engine takes the number in the last column").Line();
        page.Table(
            ["dimension", "lines", "MiB", .. ahead.Select(count => count == List ? "all" : $"{count} ahead"), "taken"],
            dimensions.Select(dimension => Measure(rows, dimension, lists, passes, ahead)));
        page.Publish(output);
    }

    private static IReadOnlyList<string> Measure(int count, int dimension, int lists, int passes, int[] ahead)
    {
        int stride = CodeRows.StrideFor(dimension);
        using AlignedBuffer<byte> bytes = new((long)count * stride);
        SeededRandom random = new((ulong)dimension);
        for (long i = 0; i < bytes.Length; i += 16)
        {
            bytes.View[i] = (byte)random.NextInt(128);
        }

        CodeRows rows = new(bytes.View, count, stride);
        sbyte[] query = new sbyte[stride];
        foreach (ref sbyte value in query.AsSpan(0, dimension))
        {
            value = (sbyte)(random.NextInt(127) - 63);
        }

        double[][] times = [.. ahead.Select(_ => new double[passes])];
        int[] list = new int[List];
        int[] dots = new int[List];
        for (int pass = -1; pass < passes; pass++)
        {
            for (int way = 0; way < ahead.Length; way++)
            {
                long start = LibC.ThreadCpuNanoseconds();
                for (int i = 0; i < lists; i++)
                {
                    foreach (ref int row in list.AsSpan())
                    {
                        row = random.NextInt(count);
                    }

                    rows.DotFar(list, query, dots, stride, ahead[way]);
                }

                if (pass >= 0)
                {
                    times[way][pass] = (LibC.ThreadCpuNanoseconds() - start) / (double)(lists * List);
                }
            }
        }

        Progress.Say($"{dimension} numbers");
        return
        [
            $"{dimension}", $"{stride / CodeDot.Block}", $"{bytes.Length >> 20}",
            .. times.Select(way => Markdown.Format(Statistics.Median(way), "F1")), $"{Math.Min(List, rows.Ahead)}",
        ];
    }
}
