using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Finds out once in a process what this machine asks for a row of codes in random order, from the cache and from
/// memory, for a row of a scan, each for short and for long rows, and for a block of 4-bit codes, and scales the built-
/// in prices by it. Runs in the background, on memory of its own, after the first question to which two strategies can
/// be an answer (a warm open asks some); never on the thread of an open or a search. The application switch <see
/// cref="Switch"/> set to false leaves the built-in prices, so that a snapshot takes the same strategies on every
/// machine. Safe for concurrent use.
/// </summary>
internal static class PriceProbe
{
    /// <summary>Name of the application switch (runtimeconfig, AppContext); true if it is not set.</summary>
    public const string Switch = "ProductSpace.MeasuredPrices";

    /// <summary>Bytes of a row of the prices, that of 100 numbers.</summary>
    public const int ShortRow = 128;

    /// <summary>Bytes of the row that tells what further lines cost.</summary>
    private const int LongRow = 1_024;
    private const int FurtherLines = (LongRow - ShortRow) / CodeDot.Block;
    private const int SubQuantisers = 52;
    private const int NearBytes = 8 << 20;
    private const int Reads = 16_384;
    private const int LongReads = 4_096;
    private const int Passes = 3;

    /// <summary>In a smaller container the memory of the measurement itself would be felt.</summary>
    private const long LeastMemory = 1L << 30;

    /// <summary>More than eight times off tells of a disturbed measurement, not of a processor.</summary>
    private const double Most = 8;

    private static int started;

    /// <summary>
    /// Nanoseconds of the units as <see cref="MachinePrices.BuiltIn"/>'s processor measured them, when a list was still
    /// asked for whole before its first row was compared.
    /// </summary>
    public static readonly Raw Reference = new(
        Near: 5.3, Far: 7.6, Scan: 1.8, Block: 42.8, NearLine: 1.45, FarLine: 2.35, ScanLine: 0.75);

    /// <summary>Starts the measurement if it is wanted and nobody did before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start()
    {
        if (Volatile.Read(ref started) == 0 && Interlocked.Exchange(ref started, 1) == 0 && Wanted())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => TryMeasure(), null);
        }
    }

    /// <summary>Measures on the caller's thread, for callers that want to see the prices before they search.</summary>
    public static void Finish()
    {
        if (Wanted() && !MachinePrices.Current.Measured)
        {
            Volatile.Write(ref started, 1);
            MachinePrices.Current = Measure();
        }
    }

    /// <summary>
    /// The prices of this machine as they are now; takes about 10 milliseconds once it is compiled, and 64 MiB for that
    /// time.
    /// </summary>
    public static MachinePrices Measure() => Scaled(MeasureRaw());

    /// <summary>
    /// The built-in prices of a walk, of scans and of cells, each times what this machine's unit costs beside the
    /// reference's.
    /// </summary>
    public static MachinePrices Scaled(Raw raw)
    {
        MachinePrices built = MachinePrices.BuiltIn;
        double near = Ratio(raw.Near, Reference.Near);
        double scan = Ratio(raw.Scan, Reference.Scan);
        double block = Ratio(raw.Block, Reference.Block);
        return built with
        {
            WalkNear = Plus(built.WalkNear, raw.Near - Reference.Near),
            WalkFar = built.WalkFar * Ratio(raw.Far, Reference.Far),
            RowLineNear = built.RowLineNear * Ratio(raw.NearLine, Reference.NearLine),
            RowLineFar = built.RowLineFar * Ratio(raw.FarLine, Reference.FarLine),
            CentroidNear = built.CentroidNear * scan,
            CentroidFar = built.CentroidFar * scan,
            LineNear = built.LineNear * block,
            LineFar = built.LineFar * block,
            Scan = Plus(built.Scan, raw.Scan - Reference.Scan),
            ScanLine = Plus(built.ScanLine, raw.ScanLine - Reference.ScanLine),
            Probe = built.Probe * scan,
            Start = built.Start * near,
            Lane = built.Lane * near,
            Measured = true,
        };
    }

    /// <summary>Best of some passes each, so that what else runs on the machine counts little.</summary>
    public static Raw MeasureRaw()
    {
        const int farBytes = (int)CodeRows.ReadAheadFromBytes;
        using AlignedBuffer<byte> memory = new(farBytes);
        CodeRows rows = new(memory.View, farBytes / ShortRow, ShortRow);
        CodeRows longRows = new(memory.View, farBytes / LongRow, LongRow);
        CellBlocks blocks = new(memory.View, (int)(memory.Length / (SubQuantisers * CellBlocks.Lane)), SubQuantisers);
        sbyte[] query = new sbyte[LongRow];
        CellQuery cells = new();
        cells.Prepare(query, new sbyte[SubQuantisers * CellQuery.CodebookBytes], CellQuery.Width * SubQuantisers);
        Span<double> best = stackalloc double[7];
        best.Fill(double.MaxValue);
        for (int pass = 0; pass < Passes; pass++)
        {
            Keep(ref best[0], Gather(rows, NearBytes / ShortRow, query, Reads));
            Keep(ref best[1], Gather(rows, farBytes / ShortRow, query, Reads));
            Keep(ref best[2], Scan(rows, query, Reads));
            Keep(ref best[3], Blocks(blocks, cells));
            Keep(ref best[4], Gather(longRows, NearBytes / LongRow, query, LongReads));
            Keep(ref best[5], Gather(longRows, farBytes / LongRow, query, LongReads));
            Keep(ref best[6], Scan(longRows, query, LongReads));
        }

        return new Raw(
            best[0],
            best[1],
            best[2],
            best[3],
            (best[4] - best[0]) / FurtherLines,
            (best[5] - best[1]) / FurtherLines,
            (best[6] - best[2]) / FurtherLines);
    }

    private static void Keep(ref double best, double now) => best = Math.Min(best, now);

    private static void TryMeasure()
    {
        try
        {
            MachinePrices.Current = Measure();
        }
        catch (OutOfMemoryException)
        {
            // Nobody waits for this thread: the built-in prices stay, and the process lives.
        }
    }

    private static bool Wanted() =>
        (!AppContext.TryGetSwitch(Switch, out bool wanted) || wanted)
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LeastMemory;

    /// <summary>
    /// A price of a scan, or of a walk in the last cache, with what its rows cost more or less on this machine. What
    /// these do besides reading rows is more than half of their price on the reference's processor and the same work
    /// everywhere, so that a ratio would be far off where reading is slower.
    /// </summary>
    private static double Plus(double built, double more) => Math.Clamp(built + more, built / 2, built * Most);

    private static double Ratio(double now, double reference) => Math.Clamp(now / reference, 1 / Most, Most);

    /// <summary>Rows in random order, a neighbor list at a time, as a walk asks for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Gather(CodeRows rows, int count, sbyte[] query, int reads)
    {
        const int list = 32;
        Span<int> numbers = stackalloc int[list];
        Span<int> dots = stackalloc int[list];
        SeededRandom random = new((ulong)count);
        long start = Stopwatch.GetTimestamp();
        for (int read = 0; read < reads; read += list)
        {
            for (int i = 0; i < list; i++)
            {
                numbers[i] = random.NextInt(count);
            }

            rows.DotFar(numbers, query, dots);
        }

        return Since(start) / reads;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Scan(CodeRows rows, sbyte[] query, int reads)
    {
        Span<int> dots = stackalloc int[256];
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < reads; first += dots.Length)
        {
            rows.DotRange(first, query, dots);
        }

        return Since(start) / reads;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Blocks(CellBlocks blocks, CellQuery query)
    {
        const int ahead = 3;
        const int scanned = Reads / 8;
        Span<ushort> sums = stackalloc ushort[CellBlocks.Products];
        Span<int> numbers = stackalloc int[scanned + ahead];
        SeededRandom random = new(1);
        foreach (ref int number in numbers)
        {
            number = random.NextInt(blocks.Count);
        }

        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < scanned; i++)
        {
            blocks.Prefetch(numbers[i + ahead]);
            blocks.Scan(numbers[i], query, 0, sums);
        }

        return Since(start) / scanned;
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalNanoseconds;

    /// <summary>
    /// Nanoseconds of a short row from the cache and from memory, of one of a scan, of a block, and of a further line
    /// of a row from the cache, from memory, and of a scan.
    /// </summary>
    public readonly record struct Raw(
        double Near, double Far, double Scan, double Block, double NearLine, double FarLine, double ScanLine);
}
