using System.Diagnostics;
using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Opening;

/// <summary>
/// The process that is measured: reads the queries, opens the snapshot, asks them one after the other from the first on.
/// The steady median is that of the last queries, after seconds in which the runtime has replaced what it wants to replace;
/// it is reached at the first query from which on a window of <see cref="Window"/> has a median within a tenth of it.
/// </summary>
internal static class OpenOnce
{
    private const int Window = 50;
    private const int Kept = 20_000;
    private const int SteadyQueries = 4000;
    private const double Near = 1.1;

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        float[][] queries = Vecs.Read(arguments.Text("queries"));
        OpenMode mode = Enum.Parse<OpenMode>(arguments.Text("mode"), ignoreCase: true);
        Neighbor[] hits = new Neighbor[arguments.Number("k", 10)];
        double milliseconds = 1000.0 * arguments.Number("seconds", 4);
        arguments.RefuseUnread();

        double[] began = new double[Kept];
        double[] took = new double[Kept];
        double[] last = new double[SteadyQueries];
        long start = Stopwatch.GetTimestamp();
        ProductIndex index = ProductIndex.Open(snapshot, mode);
        double open = Milliseconds(start, Stopwatch.GetTimestamp());
        double opened = ResidentMebibytes();
        int asked = 0;
        long opening = Stopwatch.GetTimestamp();
        for (double now = 0; asked < Kept || now < milliseconds; asked++)
        {
            long before = Stopwatch.GetTimestamp();
            index.Search(queries[asked % queries.Length], hits);
            long after = Stopwatch.GetTimestamp();
            now = Milliseconds(opening, after);
            last[asked % SteadyQueries] = Milliseconds(before, after);
            if (asked < Kept)
            {
                began[asked] = Milliseconds(opening, before);
                took[asked] = last[asked % SteadyQueries];
            }
        }

        double steady = Statistics.Median(last);
        int reached = 0;
        while (reached < Kept - Window && Median(took, reached, Window) > Near * steady)
        {
            reached++;
        }

        double mebibytes = ResidentMebibytes();
        double faults = MajorFaults();
        index.Dispose();
        long again = Stopwatch.GetTimestamp();
        using ProductIndex second = ProductIndex.Open(snapshot, mode);
        double openedAgain = Milliseconds(again, Stopwatch.GetTimestamp());
        Console.WriteLine(new OpenFigures(
            open,
            took[0],
            Median(took, 0, 10) * 1000,
            Median(took, 100, 100) * 1000,
            steady * 1000,
            reached,
            began[reached],
            opened,
            mebibytes,
            faults,
            openedAgain).ToLine());
    }

    private static double Median(double[] values, int first, int count) => Statistics.Median(values.Skip(first).Take(count));

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static double ResidentMebibytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1048576.0;
    }

    /// <summary>Page faults that had to wait for the device; -1 where the system does not tell.</summary>
    private static double MajorFaults()
    {
        const string path = "/proc/self/stat";
        const int place = 9;
        return File.Exists(path) ? double.Parse(File.ReadAllText(path).Split(") ")[^1].Split(' ')[place], CultureInfo.InvariantCulture) : -1;
    }
}
